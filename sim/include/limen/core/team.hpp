// A few threads that go through a loop together and meet at the end of each step, where a step is too short for
// parallel_for: a hundred nanoseconds, not ten thousand.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace limen {

// Where the members of a team wait for each other. Any thread.
class Barrier {
public:
    explicit Barrier(unsigned members) noexcept : x_members(members) {}
    Barrier(const Barrier&) = delete;
    Barrier& operator=(const Barrier&) = delete;

    // Returns once every member has called it as often; what they wrote before is then seen. Throws Broken if one of
    // them will not come any more.
    void wait();
    struct Broken {};

    // Says that this member will not come any more.
    void leave() noexcept;

private:
    unsigned x_members;
    std::atomic<unsigned> x_arrived{0};
    std::atomic<std::uint32_t> x_round{0};
    std::atomic<bool> x_broken{false};
};

// Calls body(member, barrier) for each member from 0 to n - 1 at the same time, each on a thread of its own, and
// returns when all are done; rethrows the first exception. Starting threads takes some ten microseconds. The results
// must not depend on n. Any thread.
void run_together(unsigned n, const std::function<void(unsigned member, Barrier&)>& body);

}  // namespace limen
