// What tests of files need: a folder of their own, and a second process that can be talked to and killed.
#pragma once

#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace limen::test {

// Is gone, with all that is in it, when its owner is.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = std::filesystem::temp_directory_path() / "limen-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder: " + name);
        x_path = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(x_path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    std::filesystem::path operator/(const std::string& name) const { return x_path / name; }

private:
    std::filesystem::path x_path;
};

// One end of the line between two processes.
class Line {
public:
    explicit Line(int descriptor) : x_descriptor(descriptor) {}
    // Neither waits nor fails, even if nobody is there to hear it.
    void say() const {
        const char word = 0;
        [[maybe_unused]] const ssize_t sent = send(x_descriptor, &word, 1, MSG_NOSIGNAL);
    }
    // Waits for the other end; false if it is gone.
    bool hear() const {
        char word = 0;
        return read(x_descriptor, &word, 1) == 1;
    }

private:
    int x_descriptor;
};

// Runs `work(line)` in a forked process, which ends with it. To be made while no other thread runs.
class SecondProcess {
public:
    template <class Work>
    explicit SecondProcess(Work work) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) throw std::runtime_error("no socket pair");
        x_pid = fork();
        if (x_pid < 0) throw std::runtime_error("no second process");
        if (x_pid == 0) {
            close(ends[0]);
            try {
                work(Line(ends[1]));
            } catch (...) {
                _exit(EXIT_FAILURE);
            }
            _exit(EXIT_SUCCESS);
        }
        close(ends[1]);
        x_end = ends[0];
    }
    ~SecondProcess() {
        kill();
        close(x_end);
    }
    SecondProcess(const SecondProcess&) = delete;
    SecondProcess& operator=(const SecondProcess&) = delete;

    Line line() const { return Line(x_end); }
    void kill() {
        if (x_pid < 0) return;
        ::kill(x_pid, SIGKILL);
        wait();
    }
    // True if it ended by itself and nothing was thrown.
    bool wait() {
        int status = 0;
        waitpid(x_pid, &status, 0);
        x_pid = -1;
        return WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS;
    }

private:
    pid_t x_pid = -1;
    int x_end = -1;
};

}  // namespace limen::test
