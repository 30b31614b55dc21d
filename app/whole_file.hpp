// What commands write: files that appear whole or not at all, and only one command at a time writes them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "file_lock.hpp"
#include "limen/files/whole_file.hpp"

namespace limen::app {

// What a command reads, and how messages call it.
struct Source {
    std::filesystem::path file;
    std::string name;
};

// Throws DataError where an output is one of the sources, no regular file, or there already and not to be replaced.
void check_output(const std::filesystem::path& output, const std::vector<Source>&, bool force);

// Throws DataError where a file that a command is going to replace is the source, by whatever name.
void refuse_source(const std::filesystem::path& output, const Source&);

// The one output of a command: locked, and written beside its place. Throws DataError.
class OutputFile {
public:
    explicit OutputFile(const std::filesystem::path& output)
        : x_lock(lock_file(output), output, "give another file (-o)"), x_whole(output) {}
    const std::filesystem::path& path() const noexcept { return x_whole.path(); }  // where to write
    void publish() { x_whole.publish(); }

private:
    static std::filesystem::path lock_file(const std::filesystem::path& output) {
        return output.parent_path() / ("." + output.filename().string() + ".lock");
    }
    FileLock x_lock;
    WholeFile x_whole;
};

// Throws DataError.
void write_whole(const std::filesystem::path&, const std::string& text);

}  // namespace limen::app
