// Sorts each slice's events once, when it is taken.
#include "engine/event_queue.hpp"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace limen {

EventQueue::EventQueue(SliceClock slices, std::int64_t horizon)
    : x_slices(slices), x_buckets(static_cast<std::size_t>(horizon) + 1) {}

void EventQueue::clear() {
    for (auto& bucket : x_buckets) bucket.clear();
    x_clocks.clear();
    x_ticks = {};
    x_next = 0;
}

void EventQueue::push_spike(std::int64_t slice, const AxonalEvent& event) {
    assert(slice >= x_next && slice < x_next + static_cast<std::int64_t>(x_buckets.size()));
    x_buckets[static_cast<std::size_t>(slice) % x_buckets.size()].push_back(event);
}

void EventQueue::start_clock(const Clock& clock) {
    x_clocks.push_back(clock);
    push_tick(static_cast<std::uint32_t>(x_clocks.size() - 1), clock.first);
}

void EventQueue::push_tick(std::uint32_t clock, std::int64_t tick) {
    if (tick < x_clocks[clock].end) x_ticks.push({x_slices.at_multiple(tick, x_clocks[clock].period), clock, tick});
}

SliceEvents EventQueue::take_slice() {
    auto& bucket = x_buckets[static_cast<std::size_t>(x_next) % x_buckets.size()];
    std::swap(x_spikes, bucket);
    bucket.clear();
    std::sort(x_spikes.begin(), x_spikes.end(), [](const AxonalEvent& a, const AxonalEvent& b) {
        return std::tie(a.offset, a.source, a.delay_class) < std::tie(b.offset, b.source, b.delay_class);
    });
    x_due.clear();
    while (!x_ticks.empty() && x_ticks.top().time.slice <= x_next) {
        x_due.push_back(x_ticks.top());
        x_ticks.pop();
        push_tick(x_due.back().clock, x_due.back().tick + 1);
    }
    ++x_next;
    return {x_spikes, x_due};
}

}  // namespace limen
