// What a run is besides its model: the program, the plugins and the files that it reads, told by their contents.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace limen {

struct Model;
class PluginHost;

struct UsedPlugin {
    std::string name, version, sha256;  // of the library
};

struct InputFile {
    std::string file, sha256;    // named as the model sees it: relative to its folder
    std::filesystem::path path;  // as this process sees it
};

struct RunIdentity {
    std::string commit, model_sha256;
    std::vector<UsedPlugin> plugins;  // that the model uses, by name
    std::vector<InputFile> inputs;    // by name
};

// The identity of a run; its files are `noted` and every one that a parameter of the model names.
RunIdentity identity_of(const Model&, const PluginHost&, const std::vector<std::filesystem::path>& noted);

}  // namespace limen
