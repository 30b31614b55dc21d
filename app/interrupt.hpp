// Ctrl-C and its kin: the first asks a run to end well, the second ends it at once.
#pragma once

#include <signal.h>

#include <array>
#include <atomic>

namespace limen::app {

// While it lives, the first SIGINT, SIGTERM or SIGHUP sets the flag, and the next one kills as usual. One at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    const std::atomic<bool>& flag() const noexcept;

private:
    static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, signals.size()> x_before{};
};

}  // namespace limen::app
