// A folder of its own for a test's files, and what a reader makes of them.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "datasets/readers.hpp"

namespace limen::datasets {

// Removed with all that is in it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "limen_datasets_XXXXXX").string();
        x_path = mkdtemp(name.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(x_path); }

    const std::filesystem::path& path() const noexcept { return x_path; }
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(x_path / name, std::ios::binary) << text;
    }

private:
    std::filesystem::path x_path;
};

// The defaults of a reader's schema, except for what is given.
template <class Files>
Parameters with(const std::map<std::string, std::string>& given) {
    std::map<std::string, Value> values;
    for (const ParameterInfo& info : schema_of<Files>()) values[info.name] = info.default_value;
    for (const auto& [key, value] : given) {
        Value& whole = values.at(key);
        if (auto* list = std::get_if<std::vector<std::string>>(&whole))
            list->push_back(value);
        else
            whole = value;
    }
    return Parameters(values);
}

// What the reader refuses a file with, as "where: message" without the file's name; "" if it takes it.
template <class Factory, class Files>
std::string refusal(const Folder& folder, const std::map<std::string, std::string>& given) {
    try {
        Factory().load(with<Files>(given), {folder.path()});
    } catch (const DataError& error) {
        const std::string text = error.what(), file = error.file().string();
        return text.substr(text.find(file) + file.size() + 2);
    } catch (const ParameterError& error) {
        return error.key() + " " + error.what();
    }
    return "";
}

inline bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace limen::datasets
