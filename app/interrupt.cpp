// Sets a flag from a signal handler.
#include "interrupt.hpp"

namespace limen::app {

namespace {

std::atomic<bool> x_wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

void ask(int) {
    x_wanted = true;
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) signal(number, SIG_DFL);
}

}  // namespace

Interrupt::Interrupt() {
    x_wanted = false;
    struct sigaction action {};
    action.sa_handler = ask;
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < signals.size(); ++i) {
        sigaction(signals[i], &action, &x_before[i]);
        // Under nohup a hang-up is to be ignored, and stays so.
        if (x_before[i].sa_handler == SIG_IGN) sigaction(signals[i], &x_before[i], nullptr);
    }
}

Interrupt::~Interrupt() {
    for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &x_before[i], nullptr);
}

const std::atomic<bool>& Interrupt::flag() const noexcept { return x_wanted; }

}  // namespace limen::app
