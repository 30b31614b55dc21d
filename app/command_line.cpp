// From a command line to a command, and from any failure to a message and an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "commands.hpp"
#include "limen/version.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

void tell_error(const std::string& message) { print_error("error: " + message + "\n"); }

void tell(const ModelError& error) {
    for (const Problem& problem : error.problems()) tell_error(describe(problem));
    if (error.problems().size() > 1) print_error(fmt::format("{} errors; nothing was run\n", error.problems().size()));
}

// CLI11 calls a mistyped command an unexpected argument; the nearest command says more.
std::string unknown_command(const CLI::App& app, int argc, const char* const* argv) {
    if (argc < 2 || argv[1][0] == '-') return "";
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
    if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return "";
    return fmt::format("there is no command \"{}\"{}", argv[1], suggestion(argv[1], names));
}

Exit parse_and_run(int argc, const char* const* argv) {
    Command command;
    CLI::App app("Limen: exact event-driven simulation of spiking networks, with reservoirs and readouts", "limen");
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", std::string("limen ") + version);
    for (const auto add : {add_run, add_compare, add_train, add_apply, add_data, add_inspect, add_validate,
                           add_describe, add_plugins, add_version})
        add(app, command);
    const std::string unknown = unknown_command(app, argc, argv);
    if (!unknown.empty()) {
        tell_error(unknown);
        return exit_user;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForVersion&) {
        print(app.version() + "\n");
        return exit_ok;
    } catch (const CLI::CallForHelp&) {
        const auto chosen = app.get_subcommands();
        print((chosen.empty() ? app : *chosen.front()).help());
        return exit_ok;
    } catch (const CLI::ParseError& error) {
        tell_error(error.what());
        print_error("limen --help and limen COMMAND --help list what can be given\n");
        return exit_user;
    }
    if (command) return command();
    print(app.help());
    return exit_ok;
}

}  // namespace

void add_set_option(CLI::App& command, std::vector<std::string>& into) {
    command
        .add_option("--set", into, "change the model: a dotted key and its value, such as population.liquid.size=300")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
}

std::vector<Override> overrides_of(const std::vector<std::string>& words) {
    std::vector<Override> overrides;
    std::vector<Problem> problems;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        if (equals == std::string::npos || equals == 0)
            problems.push_back(
                {Place{fmt::format("--set {}", word)}, "", "must be key=value, such as simulation.seed=3"});
        else
            overrides.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    if (!problems.empty()) throw ModelError(std::move(problems));
    return overrides;
}

int run_command_line(int argc, const char* const* argv) {
    try {
        return parse_and_run(argc, argv);
    } catch (const OutputClosed&) {
        return exit_ok;
    } catch (const ModelError& error) {
        tell(error);
        return exit_user;
    } catch (const ParameterError& error) {
        tell_error(error.key() + ": " + error.what());
        return exit_user;
    } catch (const Error& error) {
        tell_error(error.what());
        return exit_user;
    } catch (const std::bad_alloc&) {
        tell_error("there is not enough memory for this");
    } catch (const std::exception& error) {
        tell_error(error.what());
    }
    return exit_fault;
}

}  // namespace limen::app
