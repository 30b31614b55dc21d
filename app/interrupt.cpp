// A thread waits for signals that every other thread blocks.
#include "interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <mutex>
#include <thread>

#include "exit.hpp"
#include "limen/files/whole_file.hpp"
#include "output.hpp"

namespace limen::app {

namespace {

std::mutex x_mutex;
std::list<std::function<std::string()>> x_acts;
std::atomic<bool> x_wanted{false}, x_listening{false};

void kill_as_usual(int number) {
    WholeFile::abandon_all();
    signal(number, SIG_DFL);
    sigset_t just_this;
    sigemptyset(&just_this);
    sigaddset(&just_this, number);
    raise(number);
    pthread_sigmask(SIG_UNBLOCK, &just_this, nullptr);
}

void wait_for_signals(sigset_t signals) {
    int number = 0;
    while (sigwait(&signals, &number) == 0) {
        if (x_wanted.exchange(true)) kill_as_usual(number);
        if (!x_listening) end_interrupted();
    }
}

}  // namespace

void hear_interrupts() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        sigaction(number, nullptr, &before);
        // Under nohup a hang-up is to be ignored, and stays so.
        if (before.sa_handler != SIG_IGN) sigaddset(&signals, number);
    }
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::thread(wait_for_signals, signals).detach();
}

// The signal thread decides by x_listening alone, so a signal on the border does either, and both are right.
Interrupt::Interrupt() = default;
Interrupt::~Interrupt() { x_listening = false; }
void Interrupt::listen() noexcept { x_listening = true; }
const std::atomic<bool>& Interrupt::flag() const noexcept { return x_wanted; }

AtInterrupt::AtInterrupt(std::function<std::string()> act) {
    const std::lock_guard lock(x_mutex);
    x_acts.push_front(std::move(act));
    x_place = x_acts.begin();
}

AtInterrupt::~AtInterrupt() {
    const std::lock_guard lock(x_mutex);
    x_acts.erase(x_place);
}

void end_interrupted() {
    WholeFile::abandon_all();
    // Held to the end: nothing that an act looks at goes away meanwhile.
    x_mutex.lock();
    std::string told;
    for (const auto& act : x_acts) told += act();
    print_error(told.empty() ? "interrupted\n" : "interrupted: " + told + "\n");
    _exit(exit_interrupted);
}

}  // namespace limen::app
