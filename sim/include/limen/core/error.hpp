// The errors a user can meet, with their facts as members; a bug of Limen's own is an assertion instead.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace limen {

// Where in a text something stands; line and column count from 1, and 0 means the file as a whole.
struct Place {
    std::string file;
    std::size_t line = 0, column = 0;
};

// One thing wrong with a model: `key` is its dotted path, such as "population.exc.tau_m".
struct Problem {
    Place place;
    std::string key;
    std::string message;
};

// "file:line:column: key: message", leaving out what is unknown.
std::string describe(const Problem&);

class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Everything wrong with a model file, found before anything runs.
class ModelError : public Error {
public:
    explicit ModelError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const noexcept { return x_problems; }

private:
    std::vector<Problem> x_problems;
};

// A value that a factory refuses for a reason its schema cannot express (it depends on another value,
// on a file, or on the populations joined). The host adds the place and makes a Problem of it.
class ParameterError : public Error {
public:
    ParameterError(std::string key, const std::string& message) : Error(message), x_key(std::move(key)) {}
    const std::string& key() const noexcept { return x_key; }

private:
    std::string x_key;
};

// A file with data in it that cannot be read or written: `where` is "line 12" or a dataset's path.
class DataError : public Error {
public:
    DataError(std::filesystem::path file, std::string where, const std::string& message);
    const std::filesystem::path& file() const noexcept { return x_file; }
    const std::string& where() const noexcept { return x_where; }

private:
    std::filesystem::path x_file;
    std::string x_where;
};

// A plugin that cannot be loaded or that failed while it worked.
class PluginError : public Error {
public:
    PluginError(std::string plugin, const std::string& message);
    const std::string& plugin() const noexcept { return x_plugin; }

private:
    std::string x_plugin;
};

// The entry of `names` nearest to `word`, or "" when none is near enough to be what was meant.
std::string nearest_name(std::string_view word, const std::vector<std::string>& names);

// "; did you mean "tau_m"?" or, when nothing is near, "; known are: a, b, c".
std::string suggestion(std::string_view word, const std::vector<std::string>& names);

}  // namespace limen
