// Ends the program after Ctrl-C where a plugin does not come back, so that nobody has to press it twice.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <thread>

namespace limen::app {

// Watches a run while it lives. Once `stop` is set and the run's pulse has stood still for a while, it calls give_up on
// a thread of its own and leaves with exit_interrupted, without a destructor: files stay as they are on disk, and the
// writer keeps a recording readable at any time.
class HangWatch {
public:
    HangWatch(const std::atomic<bool>& stop, std::function<void()> give_up);
    ~HangWatch();
    HangWatch(const HangWatch&) = delete;
    HangWatch& operator=(const HangWatch&) = delete;

    // For RunControl.
    std::atomic<std::int64_t>* pulse() noexcept { return &x_pulse; }

private:
    void watch();

    const std::atomic<bool>& x_stop;
    std::function<void()> x_give_up;
    std::atomic<std::int64_t> x_pulse{0};
    std::atomic<bool> x_over{false};
    std::thread x_thread;
};

}  // namespace limen::app
