// How a program follows a run and ends it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>

namespace limen {

// How far a run is. Called from one thread at a time, a few times a second at most.
struct Progress {
    double done_ms = 0, total_ms = 0;  // biological time, summed over networks
    double wall_s = 0;
    std::uint64_t spikes = 0;
};

struct RunControl {
    std::function<void(const Progress&)> progress{};
    const std::atomic<bool>* stop = nullptr;  // set it to end the run early, with everything so far recorded
    std::function<void()> begins{};           // called once all is built, from when on `stop` is heeded
    // Raised by every slice and frame after `stop` is set, and negative while the run works on its file: one that stays
    // the same and is not negative tells of a plugin that does not come back.
    std::atomic<std::int64_t>* pulse = nullptr;
};

}  // namespace limen
