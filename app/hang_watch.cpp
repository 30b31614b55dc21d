// Looks fifty times a second; more often once the run shall stop.
#include "hang_watch.hpp"

#include <unistd.h>

#include <chrono>
#include <ctime>

#include "exit.hpp"
#include "limen/core/wall_time.hpp"

namespace limen::app {

namespace {

using Clock = std::chrono::steady_clock;

double processor_s() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

// What stood still for how long.
struct Still {
    std::int64_t pulse;
    Clock::time_point since = Clock::now();
    double processor_since = processor_s();

    // A plugin in an endless loop uses the processor all the while; on a busy machine one that is merely slow has not
    // been given it. One that sleeps is waited for longer.
    bool hangs() const {
        constexpr double short_s = 0.1, worked_s = 0.05, long_s = 1;
        const double still_s = seconds_since(since);
        return still_s > long_s || (still_s > short_s && processor_s() - processor_since > worked_s);
    }
};

}  // namespace

HangWatch::HangWatch(const std::atomic<bool>& stop, std::function<void()> give_up)
    : x_stop(stop), x_give_up(std::move(give_up)), x_thread([this] { watch(); }) {}

HangWatch::~HangWatch() {
    x_over = true;
    x_thread.join();
}

void HangWatch::watch() {
    constexpr std::chrono::milliseconds idle(20), busy(5);
    while (!x_over && !x_stop) std::this_thread::sleep_for(idle);
    for (Still still{x_pulse}; !x_over; std::this_thread::sleep_for(busy)) {
        const std::int64_t pulse = x_pulse;
        if (pulse < 0 || pulse != still.pulse) {
            still = Still{pulse};
        } else if (still.hangs()) {
            x_give_up();
            _exit(exit_interrupted);
        }
    }
}

}  // namespace limen::app
