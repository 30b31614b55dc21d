// Files that appear whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace limen::app {

// A file on its way: written under another name, which goes again unless it is published.
class PartFile {
public:
    explicit PartFile(std::filesystem::path file) : x_file(std::move(file)) {}
    ~PartFile();
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    std::filesystem::path path() const { return x_file.string() + ".part"; }
    void publish() const { std::filesystem::rename(path(), x_file); }

private:
    std::filesystem::path x_file;
};

// Throws DataError.
void write_whole(const std::filesystem::path&, const std::string& text);

// What a command reads, and how messages call it.
struct Source {
    std::filesystem::path file;
    std::string name;
};

// Throws DataError where an output is one of the sources, no regular file, or there already and not to be replaced.
void check_output(const std::filesystem::path& output, const std::vector<Source>&, bool force);

}  // namespace limen::app
