// Loaded before all else (LD_PRELOAD), it lets one call fail as on a full disk: of those that write, close, sync or
// rename files under the folder FAIL_UNDER, the one with the number FAIL_AT, from 1 on, and with FAIL_ON all that
// follow. Having done so it makes the file FAIL_MARK.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static int is_under(const char* path) {
    const char* folder = getenv("FAIL_UNDER");
    return folder != NULL && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_file_under(int descriptor) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    const ssize_t size = readlink(link, path, sizeof path - 1);
    if (size <= 0) return 0;
    path[size] = 0;
    return is_under(path);
}

static int fails(int concerned) {
    const char* at = getenv("FAIL_AT");
    if (!concerned || at == NULL) return 0;
    const long number = ++calls, wanted = atol(at);
    if (number != wanted && (number < wanted || getenv("FAIL_ON") == NULL)) return 0;
    const int mark = (int)syscall(SYS_open, getenv("FAIL_MARK"), O_WRONLY | O_CREAT, 0600);
    if (mark >= 0) syscall(SYS_close, mark);
    errno = ENOSPC;
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void* data, size_t size) {
    return fails(is_file_under(fd)) ? -1 : (ssize_t)syscall(SYS_write, fd, data, size);
}
ssize_t writev(int fd, const struct iovec* pieces, int count) {
    return fails(is_file_under(fd)) ? -1 : (ssize_t)syscall(SYS_writev, fd, pieces, count);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t offset) {
    return fails(is_file_under(fd)) ? -1 : (ssize_t)syscall(SYS_pwrite64, fd, data, size, offset);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t offset) {
    return fails(is_file_under(fd)) ? -1 : (ssize_t)syscall(SYS_pwrite64, fd, data, size, offset);
}
int ftruncate(int fd, off_t size) { return fails(is_file_under(fd)) ? -1 : (int)syscall(SYS_ftruncate, fd, size); }
int ftruncate64(int fd, off64_t size) { return fails(is_file_under(fd)) ? -1 : (int)syscall(SYS_ftruncate, fd, size); }
int fsync(int fd) { return fails(is_file_under(fd)) ? -1 : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { return fails(is_file_under(fd)) ? -1 : (int)syscall(SYS_fdatasync, fd); }
int close(int fd) {
    const int failed = fails(is_file_under(fd));
    const int answer = (int)syscall(SYS_close, fd);
    if (failed) errno = ENOSPC;
    return failed ? -1 : answer;
}
int rename(const char* from, const char* to) { return fails(is_under(to)) ? -1 : NEXT(rename)(from, to); }
int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
    return fails(is_under(to)) ? -1 : (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags);
}
