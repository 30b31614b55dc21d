// The commands of `limen`, and what they share: how a command line becomes a call, and which failures end how.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "limen/model.hpp"

namespace limen::app {

// What `limen` ends with.
enum Exit : int { exit_ok = 0, exit_fault = 1, exit_user = 2, exit_interrupted = 3 };

// Something that failed after a run began, where an Error before it is the user's to mend.
class Fault : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// What the command line asked for; each add_... adds a subcommand that sets it.
using Command = std::function<Exit()>;

void add_run(CLI::App&, Command&);
void add_train(CLI::App&, Command&);
void add_compare(CLI::App&, Command&);
void add_apply(CLI::App&, Command&);
void add_data(CLI::App&, Command&);
void add_inspect(CLI::App&, Command&);
void add_validate(CLI::App&, Command&);
void add_describe(CLI::App&, Command&);
void add_plugins(CLI::App&, Command&);
void add_version(CLI::App&, Command&);

// The option --set, the same in every command that reads a model; the words given are added to `into`.
void add_set_option(CLI::App&, std::vector<std::string>& into);
// "key=value" cut at the first "=". Throws ModelError.
std::vector<Override> overrides_of(const std::vector<std::string>& words);

// Reads the command line and does what it says; every failure is told on stderr. Returns the exit code.
int run_command_line(int argc, const char* const* argv);

}  // namespace limen::app
