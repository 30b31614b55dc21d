// The queue of what is still to act: spikes on their axons, and clocks (frames of data, samples to take).
#pragma once

#include <cstdint>
#include <queue>
#include <span>
#include <vector>

#include "limen/core/slice_clock.hpp"
#include "limen/neuron/population.hpp"

namespace limen {

// Ticks at k * period for first <= k < end.
struct Clock {
    double period = 1;  // ms
    std::int64_t first = 0, end = 0;
};

struct ClockEvent {
    Time time;
    std::uint32_t clock = 0;
    std::int64_t tick = 0;
};

// Everything that acts in one slice, in order.
struct SliceEvents {
    std::span<const AxonalEvent> spikes;  // by (offset, source, delay class)
    std::span<const ClockEvent> clocks;   // by (offset, clock)
};

// A calendar for the spikes, which are many and soon due, with one bucket for each slice up to the longest delay; a
// heap for the clocks, which are few. Slices are taken in order. One thread at a time.
class EventQueue {
public:
    // Spikes may be pushed up to `horizon` slices ahead.
    EventQueue(SliceClock slices, std::int64_t horizon);

    void clear();  // empty, at slice 0

    void push_spike(std::int64_t slice, const AxonalEvent& event);
    // Its ticks bear the number of clocks started before it since clear().
    void start_clock(const Clock& clock);

    // Takes what is due in the next slice; the spans are valid until the next call.
    SliceEvents take_slice();
    std::int64_t next_slice() const noexcept { return x_next; }

private:
    struct Later {
        bool operator()(const ClockEvent& a, const ClockEvent& b) const noexcept {
            return a.time != b.time ? a.time > b.time : a.clock > b.clock;
        }
    };
    void push_tick(std::uint32_t clock, std::int64_t tick);

    SliceClock x_slices;
    std::vector<std::vector<AxonalEvent>> x_buckets;
    std::vector<AxonalEvent> x_spikes;  // of the slice taken last
    std::vector<ClockEvent> x_due;
    std::vector<Clock> x_clocks;
    std::priority_queue<ClockEvent, std::vector<ClockEvent>, Later> x_ticks;  // the next one of each clock
    std::int64_t x_next = 0;
};

}  // namespace limen
