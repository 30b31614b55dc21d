// From a command line to a command, and from any failure to a message and an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <new>

#include "commands.hpp"
#include "limen/version.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

void tell_error(const std::string& message) { print_error("error: " + message + "\n"); }

void tell(const ModelError& error) {
    constexpr std::size_t most = 50;  // no one reads more
    const std::size_t told = std::min(error.problems().size(), most);
    for (std::size_t i = 0; i < told; ++i) tell_error(describe(error.problems()[i]));
    if (told < error.problems().size()) print_error(fmt::format("and {} more\n", error.problems().size() - told));
    if (error.problems().size() > 1) print_error(fmt::format("{} errors; nothing was run\n", error.problems().size()));
}

// The parser calls a mistyped command an unexpected argument; the nearest command says more.
void refuse_unknown(const std::vector<std::string>& commands, int argc, const char* const* argv) {
    if (argc < 2 || argv[1][0] == '-') return;
    if (std::find(commands.begin(), commands.end(), argv[1]) != commands.end()) return;
    throw Error(fmt::format("there is no command \"{}\"{}", argv[1], suggestion(argv[1], commands)));
}

Exit parse_and_run(int argc, const char* const* argv) {
    CommandLine line("limen", "Limen: exact event-driven simulation of spiking networks, with reservoirs and readouts",
                     std::string("limen ") + version);
    for (const auto add : {add_run, add_compare, add_train, add_apply, add_data, add_inspect, add_validate,
                           add_describe, add_plugins, add_version})
        add(line);
    refuse_unknown(line.commands(), argc, argv);
    const Request request = line.parse(argc, argv);
    if (request.command) return request.command();
    print(request.text);
    return exit_ok;
}

}  // namespace

void add_set_option(Arguments& words, std::vector<std::string>* into) {
    words.option("--set", "KEY=VALUE", into,
                 "change the model: a dotted key and its value, such as population.liquid.size=300");
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
    } catch (const ArgumentError& error) {
        tell_error(error.what());
        print_error("limen --help and limen COMMAND --help list what can be given\n");
        return exit_user;
    } catch (const ModelError& error) {
        tell(error);
        return exit_user;
    } catch (const ParameterError& error) {
        tell_error(error.key() + ": " + error.what());
        return exit_user;
    } catch (const Error& error) {
        tell_error(error.what());
        return exit_user;
    } catch (const std::filesystem::filesystem_error& error) {
        // A path that a person gave, and that the system cannot follow.
        tell_error(fmt::format("{}: {}", error.path1().string(), error.code().message()));
        return exit_user;
    } catch (const std::bad_alloc&) {
        tell_error("there is not enough memory for this");
    } catch (const std::exception& error) {
        tell_error(error.what());
    }
    return exit_fault;
}

}  // namespace limen::app
