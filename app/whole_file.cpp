// Writes parts and renames them.
#include "whole_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "limen/error.hpp"

namespace limen::app {

namespace fs = std::filesystem;

PartFile::~PartFile() {
    std::error_code ignored;
    fs::remove(path(), ignored);
}

void write_whole(const fs::path& path, const std::string& text) {
    const PartFile part(path);
    std::ofstream stream(part.path(), std::ios::binary | std::ios::trunc);
    stream.write(text.data(), static_cast<std::streamsize>(text.size()));
    stream.close();
    if (!stream) throw DataError(path, "", std::string("cannot be written: ") + std::strerror(errno));
    part.publish();
}

void check_output(const fs::path& output, const std::vector<Source>& sources, bool force) {
    std::error_code error;
    if (!fs::exists(output, error)) return;
    if (!fs::is_regular_file(output, error)) throw DataError(output, "", "is not a regular file");
    for (const Source& source : sources)
        if (fs::equivalent(output, source.file, error))
            throw DataError(output, "", fmt::format("is {} itself; give another file (-o)", source.name));
    if (!force) throw DataError(output, "", "exists already; replace it with --force, or give another file (-o)");
}

}  // namespace limen::app
