// Hands command lines to CLI11; no other file knows it.
#include "arguments.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace limen::app {

namespace {

// Binds an option of CLI11 to its target.
struct Binder {
    CLI::App& command;
    const char *names, *meaning;

    template <class Variable>
    CLI::Option* operator()(Variable* into) const {
        return command.add_option(names, *into, meaning);
    }
    template <class Number>
    CLI::Option* operator()(const Bounded<Number>& number) const {
        return (*this)(number.into)->check(CLI::Range(number.least, number.most));
    }
    CLI::Option* operator()(const Checked& text) const { return (*this)(text.into)->check(text.wrong); }
};

// As it is where a shell has nothing to say about it, else within quotes.
std::string shell_word(const std::string& word) {
    constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%^";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace

void Arguments::required(const char* name, const char* type, const Target& target, const char* meaning) {
    std::visit(Binder{x_command, name, meaning}, target)->type_name(type)->required();
}

void Arguments::optional(const char* name, const char* type, const Target& target, const char* meaning) {
    std::visit(Binder{x_command, name, meaning}, target)->type_name(type);
}

void Arguments::option(const char* names, const char* type, const Target& target, const char* meaning) {
    // A list would else take every word up to the next option, those that are known by their place among them.
    std::visit(Binder{x_command, names, meaning}, target)->type_name(type)->allow_extra_args(false);
}

void Arguments::flag(const char* names, bool* into, const char* meaning) { x_command.add_flag(names, *into, meaning); }

CommandLine::CommandLine(const char* program, const char* summary, const std::string& version)
    : x_app(std::make_unique<CLI::App>(summary, program)) {
    x_app->require_subcommand(0, 1);
    x_app->set_version_flag("--version", version);
}

CommandLine::~CommandLine() = default;

Arguments CommandLine::add(const char* name, const char* summary, Command command) {
    CLI::App& added = *x_app->add_subcommand(name, summary);
    added.callback([this, command = std::move(command)] { x_chosen = command; });
    return Arguments(added);
}

std::vector<std::string> CommandLine::commands() const {
    std::vector<std::string> names;
    for (const CLI::App* command : std::as_const(*x_app).get_subcommands({})) names.push_back(command->get_name());
    return names;
}

Request CommandLine::parse(int argc, const char* const* argv) {
    for (int i = 0; i < argc; ++i) x_typed += (i > 0 ? " " : "") + shell_word(argv[i]);
    try {
        x_app->parse(argc, argv);
    } catch (const CLI::CallForVersion&) {
        return {{}, x_app->version() + "\n"};
    } catch (const CLI::CallForHelp&) {
        const auto chosen = x_app->get_subcommands();
        return {{}, (chosen.empty() ? *x_app : *chosen.front()).help()};
    } catch (const CLI::ParseError& error) {
        throw ArgumentError(error.what());
    }
    return x_chosen ? Request{x_chosen, ""} : Request{{}, x_app->help()};
}

std::string_view CommandLine::library() { return "CLI11 " CLI11_VERSION; }

}  // namespace limen::app
