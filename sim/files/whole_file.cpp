// Makes, syncs and exchanges files.
#include "limen/files/whole_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "files/lost_files.hpp"
#include "limen/core/error.hpp"

namespace limen {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view ending = ".part", alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::size_t letters = 6;

std::mutex x_mutex;
std::set<std::string> x_on_their_way;

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
    throw DataError(file, "", fmt::format("{}: {}", what, std::strerror(errno)));
}

// Owns a descriptor.
struct Descriptor {
    int number;
    explicit Descriptor(int opened) : number(opened) {}
    ~Descriptor() {
        if (number >= 0) close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
};

// "run.h5.k3f9xa.part"
fs::path own_name(const fs::path& file) {
    static std::random_device random;
    std::string name = file.string() + ".";
    for (std::size_t i = 0; i < letters; ++i) name += alphabet[random() % alphabet.size()];
    return name + std::string(ending);
}

fs::path folder_of(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

bool is_there(const fs::path& path) {
    struct stat status {};
    return lstat(path.c_str(), &status) == 0;
}

// Some file systems cannot; there nothing is safer than it was.
void sync_to_disk(const fs::path& path, const fs::path& blamed) {
    const Descriptor opened(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (opened.number < 0) fail(blamed, "cannot be written");
    if (fsync(opened.number) != 0 && errno != EINVAL && errno != ENOTSUP) fail(blamed, "cannot be written");
}

// Renames that can be taken back until they are final.
class Exchange {
public:
    ~Exchange() {
        for (auto step = x_steps.rbegin(); step != x_steps.rend(); ++step) {
            if (step->second)
                renameat2(AT_FDCWD, step->first.first.c_str(), AT_FDCWD, step->first.second.c_str(), RENAME_EXCHANGE);
            else
                std::rename(step->first.second.c_str(), step->first.first.c_str());
        }
    }
    void put(const fs::path& from, const fs::path& to) {
        const bool replaces = is_there(to);
        if (replaces && renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) {
            x_steps.push_back({{from, to}, true});
            x_old.push_back(from);
            return;
        }
        // Not every file system can exchange; on the others this cannot be taken back.
        if (replaces && errno != EINVAL && errno != ENOSYS) fail(to, "cannot be replaced");
        if (std::rename(from.c_str(), to.c_str()) != 0) fail(to, "cannot get its name");
        if (!replaces) x_steps.push_back({{from, to}, false});
    }
    void set_aside(const fs::path& file) {
        if (!is_there(file)) return;
        const fs::path aside = own_name(file);
        if (std::rename(file.c_str(), aside.c_str()) != 0) fail(file, "cannot be replaced");
        x_steps.push_back({{file, aside}, false});
        x_old.push_back(aside);
    }
    void make_final() {
        x_steps.clear();
        for (const fs::path& old : x_old) unlink(old.c_str());
    }

private:
    std::vector<std::pair<std::pair<fs::path, fs::path>, bool>> x_steps;  // from, to, and whether they were exchanged
    std::vector<fs::path> x_old;
};

void check_place(const WholeFile& file) {
    struct stat status {};
    if (lstat(file.file().c_str(), &status) == 0 && S_ISDIR(status.st_mode))
        throw DataError(file.file(), "", "is a folder");
    if (!is_there(file.path()))
        throw DataError(file.file(), "", "cannot be written: it, or its folder, was removed meanwhile");
    if (h5::is_lost(file.path())) throw DataError(file.file(), "", "cannot be written; is the disk full?");
}

}  // namespace

WholeFile::WholeFile(fs::path file) : x_file(std::move(file)) {
    constexpr mode_t everyone = 0666;
    do {
        x_path = own_name(x_file);
        const std::lock_guard lock(x_mutex);
        const Descriptor made(open(x_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, everyone));
        if (made.number >= 0) {
            x_on_their_way.insert(x_path.string());
            return;
        }
    } while (errno == EEXIST);
    fail(x_file, "cannot be written");
}

WholeFile::WholeFile(fs::path file, fs::path written)
    : x_file(std::move(file)), x_path(std::move(written)), x_made(false) {}

WholeFile::~WholeFile() {
    if (!x_made) return;
    const std::lock_guard lock(x_mutex);
    if (!x_published) unlink(x_path.c_str());
    x_on_their_way.erase(x_path.string());
}

void WholeFile::write(std::string_view text) const {
    Descriptor opened(open(x_path.c_str(), O_WRONLY | O_TRUNC | O_NOFOLLOW | O_CLOEXEC));
    if (opened.number < 0) fail(x_file, "cannot be written");
    while (!text.empty()) {
        const ssize_t written = ::write(opened.number, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) fail(x_file, "cannot be written");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (close(std::exchange(opened.number, -1)) != 0) fail(x_file, "cannot be written");
}

void WholeFile::sync() const {
    check_place(*this);
    sync_to_disk(x_path, x_file);
}

void WholeFile::publish() {
    WholeFile* const self[] = {this};
    publish(self);
}

void WholeFile::publish(std::span<WholeFile* const> files, const std::vector<fs::path>& stale) {
    if (files.empty()) return;
    for (const WholeFile* file : files) file->sync();
    const std::lock_guard lock(x_mutex);
    Exchange exchange;
    for (const fs::path& file : stale) exchange.set_aside(file);
    for (const WholeFile* file : files) exchange.put(file->path(), file->file());
    sync_to_disk(folder_of(files.front()->file()), files.front()->file());
    exchange.make_final();
    for (WholeFile* file : files) file->x_published = true;
}

void WholeFile::abandon_all() noexcept {
    // Held to the end of the program: what is being published is published before, and nothing new begins.
    x_mutex.lock();
    for (const std::string& path : x_on_their_way) unlink(path.c_str());
}

bool WholeFile::is_left(std::string_view name, std::string_view file) {
    const std::size_t size = file.size() + 1 + letters + ending.size();
    if (name.size() != size || !name.starts_with(file) || name[file.size()] != '.' || !name.ends_with(ending))
        return false;
    return name.substr(file.size() + 1, letters).find_first_not_of(alphabet) == std::string_view::npos;
}

}  // namespace limen
