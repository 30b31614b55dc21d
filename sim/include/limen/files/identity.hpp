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

// The commit that this program was built from; "unknown" outside git, with "-changed" where files differ from it.
const char* build_commit() noexcept;

// SHA-256 (FIPS 180-4) in hexadecimal digits. Throws DataError where a file cannot be read.
std::string sha256_of_text(std::string_view text);
// A file that has not changed since it was asked for last is not read again. Any thread.
std::string sha256_of_file(const std::filesystem::path&);

// To be called by whatever reads a file that a run depends on; limen::h5::File does it itself. Any thread.
void note_input(const std::filesystem::path&);

// While it lives, the files that are noted. One at a time.
class InputLog {
public:
    InputLog();
    ~InputLog();
    InputLog(const InputLog&) = delete;
    InputLog& operator=(const InputLog&) = delete;
    std::vector<std::filesystem::path> files() const;
};

// `noted` and every file that a parameter of the model names.
RunIdentity identity_of(const Model&, const PluginHost&, const std::vector<std::filesystem::path>& noted);

}  // namespace limen
