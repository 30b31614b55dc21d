// Ctrl-C and its kin: the first asks for an end that leaves nothing half done, the second ends the program at once.
#pragma once

#include <atomic>
#include <functional>
#include <list>
#include <string>

namespace limen::app {

// To be called first in main(): from now on a thread hears SIGINT, SIGTERM and SIGHUP, at any time. Unless an Interrupt
// listens, it removes what is half written, does what every AtInterrupt wants, and ends the program with code 3.
void hear_interrupts();

// While it listens, the first signal sets the flag alone. One at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    void listen() noexcept;
    const std::atomic<bool>& flag() const noexcept;
};

// What is to be done before an interrupted program ends, while this lives; the latest first. It returns what to say.
// Called from a thread of its own, so it may look at files and at what never changes, and no more.
class AtInterrupt {
public:
    explicit AtInterrupt(std::function<std::string()> act);
    ~AtInterrupt();
    AtInterrupt(const AtInterrupt&) = delete;
    AtInterrupt& operator=(const AtInterrupt&) = delete;

private:
    std::list<std::function<std::string()>>::iterator x_place;
};

// As a signal does where nobody listens.
[[noreturn]] void end_interrupted();

}  // namespace limen::app
