// Closes files on a disk that is full without a crash.
#include "files/lost_files.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mutex>
#include <set>
#include <string>

namespace limen::h5 {

namespace {

// The library's own work at exit would write to files whose closing failed, and crash (HDF5 1.10.8). Everything here
// has an owner that closes it. It must be said before the library's first use.
const bool without_exit_work = H5dont_atexit() >= 0;

std::mutex x_mutex;
std::set<std::string> x_lost;

std::string name_of(hid_t file) {
    const ssize_t size = H5Fget_name(file, nullptr, 0);
    std::string name(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
    if (size > 0) H5Fget_name(file, name.data(), name.size() + 1);
    return name;
}

// From here on the library writes into memory that is thrown away.
void detach(hid_t file) {
    void* handle = nullptr;
    if (H5Fget_vfd_handle(file, H5P_DEFAULT, &handle) < 0 || handle == nullptr) return;
    const int descriptor = *static_cast<int*>(handle);
    // What was written last may claim a size that the file never came to, and nobody would open it. A hole costs
    // nothing; where even that is refused, clear_writer_mark() does it later.
    haddr_t end = 0;
    struct stat status {};
    if (H5Fget_eoa(file, &end) >= 0 && fstat(descriptor, &status) == 0 && status.st_size < static_cast<off_t>(end))
        static_cast<void>(ftruncate(descriptor, static_cast<off_t>(end)) == 0);
    const int memory = memfd_create("limen", MFD_CLOEXEC);
    if (memory < 0) return;
    dup2(memory, descriptor);
    close(memory);
}

}  // namespace

herr_t close_written(hid_t file) {
    static_cast<void>(without_exit_work);
    const std::string name = name_of(file);
    bool whole = H5Fflush(file, H5F_SCOPE_LOCAL) >= 0;
    if (!whole) detach(file);
    whole = H5Fclose(file) >= 0 && whole;
    if (whole) return 0;
    const std::lock_guard lock(x_mutex);
    x_lost.insert(name);
    return -1;
}

bool is_lost(const std::filesystem::path& path) {
    const std::lock_guard lock(x_mutex);
    return x_lost.contains(path.string());
}

}  // namespace limen::h5
