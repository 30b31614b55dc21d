// Hashes files and logs those that are read.
#include "limen/files/identity.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>

#include "core/context_state.hpp"
#include "files/sha256.hpp"
#include "limen/core/error.hpp"

namespace limen {

namespace {

namespace fs = std::filesystem;

std::mutex x_mutex;  // of the hashes

// What tells without reading that a file is as it was.
using Stamp = std::array<std::int64_t, 5>;
std::map<Stamp, std::string> x_hashes;

Stamp stamp_of(const struct stat& status) {
    return {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino), status.st_size,
            status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

std::string hash(int descriptor, const fs::path& path) {
    Sha256 sum;
    std::vector<unsigned char> buffer(std::size_t{1} << 18U);
    while (true) {
        const ssize_t count = read(descriptor, buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw DataError(path, "", fmt::format("cannot be read: {}", std::strerror(errno)));
        if (count == 0) return sum.digits();
        sum.add({buffer.data(), static_cast<std::size_t>(count)});
    }
}

}  // namespace

std::string sha256_of_text(std::string_view text) {
    Sha256 sum;
    sum.add({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
    return sum.digits();
}

std::string sha256_of_file(const fs::path& path) {
    const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct Closer {
        int number;
        ~Closer() {
            if (number >= 0) close(number);
        }
    } const closer{descriptor};
    struct stat status {};
    if (descriptor < 0 || fstat(descriptor, &status) != 0)
        throw DataError(path, "", fmt::format("cannot be read: {}", std::strerror(errno)));
    if (!S_ISREG(status.st_mode)) throw DataError(path, "", "is not a regular file");
    const Stamp stamp = stamp_of(status);
    {
        const std::lock_guard lock(x_mutex);
        if (const auto known = x_hashes.find(stamp); known != x_hashes.end()) return known->second;
    }
    std::string digits = hash(descriptor, path);
    const std::lock_guard lock(x_mutex);
    return x_hashes[stamp] = std::move(digits);
}

void note_input(const fs::path& path) {
    if (auto* log = static_cast<InputLog*>(carried_along())) log->note(path);
}

InputLog::InputLog() : x_before(carried_along()) { carry_along(this); }

InputLog::~InputLog() { carry_along(x_before); }

void InputLog::note(const fs::path& path) {
    const std::lock_guard lock(x_mutex);
    x_noted.insert(path);
}

std::vector<fs::path> InputLog::files() const {
    const std::lock_guard lock(x_mutex);
    return {x_noted.begin(), x_noted.end()};
}

}  // namespace limen
