// Reads one table of a model key by key: checks each value, notes every problem, and writes the resolved table.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "limen/parameter.hpp"
#include "model/toml_source.hpp"

namespace limen {

class TableReader {
public:
    // `path` is the table's dotted name. Problems and places are added to the given containers.
    TableReader(const toml::table& table, std::string path, std::vector<Problem>& problems,
                std::map<std::string, Place>& places);

    bool has(const std::string& key) const { return x_table.contains(key); }
    // The value of a key, or its default; after a problem too, so that reading can go on.
    Value take(const ParameterInfo& info);
    template <class T>
    T take_as(const ParameterInfo& info) {
        return std::get<T>(take(info));
    }
    Parameters take_all(const Schema& schema);
    // Names a key without reading it, so that it is not unknown.
    void know(const std::string& key) { x_known.push_back(key); }
    // Everything that was not taken is unknown.
    void finish();

    void problem(const std::string& key, const std::string& message);
    const std::string& path() const noexcept { return x_path; }
    // "[path]" and one line for each key taken, with its value.
    const std::string& resolved() const noexcept { return x_resolved; }

private:
    Place place(const std::string& key) const;
    // The node as the wanted alternative of Value where that loses nothing, otherwise as what it is; empty for dates
    // and tables.
    static std::optional<Value> convert(const toml::node& node, const Value& wanted);

    const toml::table& x_table;
    std::string x_path;
    std::vector<Problem>& x_problems;
    std::vector<std::string> x_known;
    std::string x_resolved;
};

}  // namespace limen
