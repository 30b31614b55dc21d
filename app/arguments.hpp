// What a command line may say: which commands there are, the words that each takes, and where these go.
//
// Rationale: CLI11 does the work, but only arguments.cpp includes it: to parse it takes 3 s, to use it 2 s more, and a
// dozen files need this header.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "exit.hpp"

namespace CLI {
class App;
}

namespace limen::app {

// A number that must be from `least` to `most`.
template <class Number>
struct Bounded {
    Number* into;
    Number least, most;
};

// A text with a rule of its own: `wrong` gives a sentence on what is wrong with it, or nothing.
struct Checked {
    std::string* into;
    std::string (*wrong)(const std::string&);
};

// Where a word goes. A list takes many: one after the other in their place, or each behind an option of its own.
using Target = std::variant<std::string*, std::filesystem::path*, std::vector<std::string>*,
                            std::vector<std::filesystem::path>*, Bounded<unsigned>, Bounded<std::int64_t>, Checked>;

// What one command does with the words that were given.
using Command = std::function<Exit()>;

// The words of one command. `type` is how help calls what is to be given, such as "FILE". A target keeps its value
// where the word is not given; it must live for as long as the command line. One thread at a time.
class Arguments {
public:
    explicit Arguments(CLI::App& command) : x_command(command) {}

    // A word that is known by its place.
    void required(const char* name, const char* type, const Target&, const char* meaning);
    void optional(const char* name, const char* type, const Target&, const char* meaning);
    // "-o,--output", with a word behind it.
    void option(const char* names, const char* type, const Target&, const char* meaning);
    // "-q,--quiet", which makes `into` true.
    void flag(const char* names, bool* into, const char* meaning);

private:
    CLI::App& x_command;
};

// The words were none that the commands take; says what is wrong with them.
class ArgumentError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// What the words ask for: a command, or only a text, which is help or the version.
struct Request {
    Command command;
    std::string text;
};

// The whole of a command line. One thread at a time.
class CommandLine {
public:
    CommandLine(const char* program, const char* summary, const std::string& version);
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    Arguments add(const char* name, const char* summary, Command);
    std::vector<std::string> commands() const;  // their names, as they were added
    // Throws ArgumentError.
    Request parse(int argc, const char* const* argv);
    // What was parsed, as a shell would take it again.
    const std::string& typed() const noexcept { return x_typed; }

    // The library that reads the words, and its version.
    static std::string_view library();

private:
    std::unique_ptr<CLI::App> x_app;
    Command x_chosen;
    std::string x_typed;
};

}  // namespace limen::app
