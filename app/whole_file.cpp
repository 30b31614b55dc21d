// Looks at outputs before anything is written, and writes texts.
#include "whole_file.hpp"

#include <fmt/format.h>

#include "limen/core/error.hpp"

namespace limen::app {

namespace fs = std::filesystem;

void write_whole(const fs::path& path, const std::string& text) {
    WholeFile file(path);
    file.write(text);
    file.publish();
}

// Two names of one file have the same device and inode.
void refuse_source(const fs::path& output, const Source& source) {
    std::error_code error;
    if (fs::equivalent(output, source.file, error))
        throw DataError(output, "", fmt::format("is {} itself; give another file (-o)", source.name));
}

void check_output(const fs::path& output, const std::vector<Source>& sources, bool force) {
    std::error_code error;
    if (!output.has_filename()) throw DataError(output, "", "is not a regular file");
    if (!fs::exists(fs::symlink_status(output, error))) return;
    if (fs::exists(output, error) && !fs::is_regular_file(output, error))
        throw DataError(output, "", "is not a regular file");
    for (const Source& source : sources) refuse_source(output, source);
    if (!force) throw DataError(output, "", "exists already; replace it with --force, or give another file (-o)");
}

}  // namespace limen::app
