// Makes, locks and fills the folder of a run.
#include "run_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "limen/error.hpp"
#include "whole_file.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

constexpr const char* lock_name = ".lock";

// Everything that a run writes, and so everything that --force may replace.
constexpr std::array written{"run.h5",       "readouts.h5", "model.toml",   "resolved.toml",
                             "results.json", "results.csv", "manifest.json"};
// By these a folder is known as a run's.
constexpr std::array telling{"run.h5", "run.h5.part", "manifest.json", "resolved.toml"};

std::string system_message() { return std::strerror(errno); }

// Whether the open lock file is still the one with its name: its last owner removes it.
bool is_current(int descriptor, const fs::path& path) {
    struct stat open_one {};
    struct stat named {};
    return fstat(descriptor, &open_one) == 0 && stat(path.c_str(), &named) == 0 && open_one.st_ino == named.st_ino &&
           open_one.st_dev == named.st_dev;
}

}  // namespace

RunFolder::RunFolder(fs::path folder, bool force) : x_path(std::move(folder)) {
    std::error_code error;
    if (fs::exists(x_path, error) && !fs::is_directory(x_path, error))
        throw DataError(x_path, "", "is a file; the results of a run need a folder");
    x_made = fs::create_directories(x_path, error);
    if (error) throw DataError(x_path, "", "the folder cannot be made: " + error.message());
    lock();
    try {
        refuse_strangers(force);
        for (const std::string name : written)
            for (const std::string& path : {name, name + ".part", name + ".part.new"})
                if (!fs::remove(file(path), error) && error)
                    throw DataError(file(path), "", "cannot be replaced: " + error.message());
    } catch (...) {
        fs::remove(file(lock_name), error);
        close(x_lock);
        throw;
    }
}

RunFolder::~RunFolder() {
    std::error_code ignored;
    fs::remove(file(lock_name), ignored);
    close(x_lock);
    if (x_made) rmdir(x_path.c_str());
}

void RunFolder::lock() {
    const fs::path path = file(lock_name);
    do {
        if (x_lock >= 0) close(x_lock);
        constexpr mode_t everyone = 0666;
        x_lock = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, everyone);
        if (x_lock < 0) throw DataError(x_path, "", "cannot be written: " + system_message());
        if (flock(x_lock, LOCK_EX | LOCK_NB) != 0) {
            const std::string reason = errno == EWOULDBLOCK ? "another run is writing into it; give another folder (-o)"
                                                            : "cannot be locked: " + system_message();
            close(x_lock);
            throw DataError(x_path, "", reason);
        }
    } while (!is_current(x_lock, path));
}

void RunFolder::refuse_strangers(bool force) const {
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(x_path)) empty = empty && entry.path().filename() == lock_name;
    if (empty) return;
    const bool is_run = std::any_of(telling.begin(), telling.end(),
                                    [&](const char* name) { return fs::exists(fs::symlink_status(file(name))); });
    if (!is_run) throw DataError(x_path, "", "holds other files; give a folder of its own (-o)");
    if (!force)
        throw DataError(x_path, "",
                        "holds the results of a run; replace them with --force, or give another folder (-o)");
}

void RunFolder::write(const std::string& name, const std::string& text) const { write_whole(file(name), text); }

bool RunFolder::in_use(const fs::path& folder) {
    const int descriptor = open((folder / lock_name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return false;
    const bool locked = flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(descriptor);
    return locked;
}

}  // namespace limen::app
