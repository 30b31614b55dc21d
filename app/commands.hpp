// The commands of `limen`, and what they share: how a command line becomes a call.
#pragma once

#include <string>
#include <vector>

#include "arguments.hpp"
#include "exit.hpp"
#include "limen/model/model.hpp"

namespace limen::app {

// Each adds a command.
void add_run(CommandLine&);
void add_train(CommandLine&);
void add_compare(CommandLine&);
void add_apply(CommandLine&);
void add_data(CommandLine&);
void add_inspect(CommandLine&);
void add_validate(CommandLine&);
void add_describe(CommandLine&);
void add_plugins(CommandLine&);
void add_version(CommandLine&);

// The option --set, the same in every command that reads a model; the words given are added to `into`.
void add_set_option(Arguments&, std::vector<std::string>* into);
// "key=value" cut at the first "=". Throws ModelError.
std::vector<Override> overrides_of(const std::vector<std::string>& words);

// Reads the command line and does what it says; every failure is told on stderr. Returns the exit code.
int run_command_line(int argc, const char* const* argv);

}  // namespace limen::app
