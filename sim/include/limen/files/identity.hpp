// Files told by their contents, and the log of those that are read.
#pragma once

#include <filesystem>
#include <mutex>
#include <set>
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

// The files that are noted while it lives, by the thread that made it and by those that work for it. Ends on the thread
// where it began, the last one first.
class InputLog {
public:
    InputLog();
    ~InputLog();
    InputLog(const InputLog&) = delete;
    InputLog& operator=(const InputLog&) = delete;
    std::vector<std::filesystem::path> files() const;

private:
    friend void note_input(const std::filesystem::path&);
    void note(const std::filesystem::path&);

    void* x_before;
    mutable std::mutex x_mutex;
    std::set<std::filesystem::path> x_noted;
};

}  // namespace limen
