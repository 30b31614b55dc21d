// Reads one table of a model key by key: checks each value, notes every problem, and writes the resolved table.
#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "limen/schema/parameter.hpp"
#include "model/toml_source.hpp"

namespace limen {

// What all tables of a model share. Problems and places are added to.
struct ReaderContext {
    std::filesystem::path folder;  // that paths in the model are relative to
    std::vector<Problem>& problems;
    std::map<std::string, Place>& places;
};

// A key that must be given.
inline ParameterInfo required_text(std::string name, std::string meaning) {
    return {std::move(name), std::string{}, "", Range::any, std::move(meaning), true};
}

class TableReader {
public:
    // `names` are those of the table and the ones around it: {"population", "liquid"}.
    TableReader(const toml::table& table, std::vector<std::string> names, ReaderContext context);

    bool has(const std::string& key) const { return x_table.contains(key); }
    bool is_text(const std::string& key) const { return x_table[key].is_string(); }
    // The value of a key, or its default; after a problem too, so that reading can go on.
    Value take(const ParameterInfo& info);
    template <class T>
    T take_as(const ParameterInfo& info) {
        return std::get<T>(take(info));
    }
    // One of the names, in the order of the enumeration that they stand for; the first is the default.
    template <class Enumeration>
    Enumeration take_choice(const char* key, std::span<const std::string_view> names, const char* meaning) {
        const auto word = take_as<std::string>(
            {key, std::string(names[0]), "", Range::any, meaning, false, {names.begin(), names.end()}});
        return static_cast<Enumeration>(std::find(names.begin(), names.end(), word) - names.begin());
    }
    Parameters take_all(const Schema& schema);
    // Names a key without reading it, so that it is not unknown.
    void know(const std::string& key) { x_known.push_back(key); }
    // Refuses a key that was taken, if it is given, and takes it out of the resolved table.
    void refuse(const std::string& key, const std::string& why);
    // Everything that was not taken is unknown.
    void finish();

    void problem(const std::string& key, const std::string& message);
    // How many there are so far, of the whole model.
    std::size_t problems() const noexcept { return x_context.problems.size(); }
    const std::string& path() const noexcept { return x_path; }
    // "[path]" and one line for each key taken, with its value.
    const std::string& resolved() const noexcept { return x_resolved; }

private:
    Place place(const std::string& key) const;
    // The node as the wanted alternative of Value where that loses nothing, otherwise as what it is; empty for dates
    // and tables.
    static std::optional<Value> convert(const toml::node& node, const Value& wanted);

    void check_path(const ParameterInfo&, const std::string& path);

    const toml::table& x_table;
    std::string x_path;
    ReaderContext x_context;
    std::vector<std::string> x_known;
    std::string x_resolved;
};

}  // namespace limen
