// The names of a section in the order of the file, found at once however many there are.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace limen {

class NameIndex {
public:
    NameIndex() = default;
    explicit NameIndex(const std::vector<std::string>& names) {
        for (const std::string& name : names) add(name);
    }
    void add(const std::string& name) {
        x_places.emplace(name, x_names.size());
        x_names.push_back(name);
    }
    std::optional<std::size_t> find(const std::string& name) const {
        const auto found = x_places.find(name);
        return found == x_places.end() ? std::nullopt : std::optional(found->second);
    }
    const std::vector<std::string>& names() const noexcept { return x_names; }

private:
    std::vector<std::string> x_names;
    std::unordered_map<std::string, std::size_t> x_places;
};

}  // namespace limen
