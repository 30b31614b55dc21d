// Files told by their contents, and the log of those that are read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace limen {

// The SHA-256 (FIPS 180-4) of a text or a file, in hexadecimal digits. Throws DataError where the file cannot be read.
std::string sha256_of_text(std::string_view text);
// A file that has not changed since it was asked for last is not read again. Any thread.
std::string sha256_of_file(const std::filesystem::path&);

// To be called by whatever reads a file that a run depends on; limen::h5::File does it itself. Any thread.
void note_input(const std::filesystem::path&);

// Lists the files that are noted while it lives. There is one at a time.
class InputLog {
public:
    InputLog();
    ~InputLog();
    InputLog(const InputLog&) = delete;
    InputLog& operator=(const InputLog&) = delete;
    std::vector<std::filesystem::path> files() const;
};

}  // namespace limen
