// Keeps two commands from writing the same thing at once.
#pragma once

#include <filesystem>
#include <string>

#include "interrupt.hpp"

namespace limen::app {

// A lock file, made for it and gone with it; one that a killed command left behind stops nobody.
class FileLock {
public:
    // Throws DataError where another process holds it: `what` "is being written by another limen; `advice`".
    FileLock(std::filesystem::path lock_file, const std::filesystem::path& what, const std::string& advice);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    static bool held(const std::filesystem::path& lock_file);

private:
    std::filesystem::path x_path;
    int x_descriptor = -1;
    AtInterrupt x_gone;
};

}  // namespace limen::app
