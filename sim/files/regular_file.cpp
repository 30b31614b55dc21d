// Asks the file system what a path is of.
#include "limen/files/regular_file.hpp"

#include <fmt/format.h>

#include "limen/core/error.hpp"

namespace limen {

void require_regular_file(const std::filesystem::path& path) {
    using std::filesystem::file_type;
    std::error_code error;
    const auto kind = [&] {
        switch (std::filesystem::status(path, error).type()) {
            case file_type::directory:
                return "a folder";
            case file_type::fifo:
                return "a pipe";
            case file_type::socket:
                return "a socket";
            case file_type::character:
            case file_type::block:
                return "a device";
            default:
                return "something else";
        }
    }();
    if (std::filesystem::is_regular_file(path, error)) return;
    if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
        throw DataError(path, "", "there is no such file");
    if (error) throw DataError(path, "", fmt::format("cannot be opened ({})", error.message()));
    throw DataError(path, "", fmt::format("is not a regular file, but {}", kind));
}

}  // namespace limen
