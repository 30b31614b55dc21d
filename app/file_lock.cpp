// Locks with flock(2), which ends with the process.
#include "file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "limen/core/error.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// Whether the open lock file is still the one with its name: its last owner removes it.
bool is_current(int descriptor, const fs::path& path) {
    struct stat open_one {};
    struct stat named {};
    return fstat(descriptor, &open_one) == 0 && stat(path.c_str(), &named) == 0 && open_one.st_ino == named.st_ino &&
           open_one.st_dev == named.st_dev;
}

}  // namespace

FileLock::FileLock(fs::path lock_file, const fs::path& what, const std::string& advice)
    : x_path(std::move(lock_file)), x_gone([this] {
          if (x_descriptor >= 0) unlink(x_path.c_str());
          return std::string();
      }) {
    do {
        if (x_descriptor >= 0) close(x_descriptor);
        constexpr mode_t everyone = 0666;
        x_descriptor = open(x_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, everyone);
        if (x_descriptor < 0) throw DataError(what, "", std::string("cannot be written: ") + std::strerror(errno));
        if (flock(x_descriptor, LOCK_EX | LOCK_NB) != 0) {
            const std::string reason = errno == EWOULDBLOCK ? "is being written by another run of limen; " + advice
                                                            : std::string("cannot be locked: ") + std::strerror(errno);
            close(x_descriptor);
            throw DataError(what, "", reason);
        }
    } while (!is_current(x_descriptor, x_path));
}

FileLock::~FileLock() {
    unlink(x_path.c_str());
    close(x_descriptor);
}

bool FileLock::held(const fs::path& lock_file) {
    const int descriptor = open(lock_file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return false;
    const bool locked = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(descriptor);
    return locked;
}

}  // namespace limen::app
