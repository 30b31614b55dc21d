// What is pushed comes out in its slice, sorted, once.
#include "engine/event_queue.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "limen/core/random.hpp"

using namespace limen;

namespace {

bool in_order(const AxonalEvent& a, const AxonalEvent& b) {
    return std::tie(a.offset, a.source, a.delay_class) < std::tie(b.offset, b.source, b.delay_class);
}

}  // namespace

TEST_CASE("spikes come out in the slice that they were pushed for, by time, source and delay class") {
    constexpr std::int64_t horizon = 7, slices = 60;
    EventQueue queue(SliceClock(1.0), horizon);
    Random random(1, Purpose::drive, 0);
    std::vector<std::vector<AxonalEvent>> expected(slices + horizon);
    for (std::int64_t now = 0; now < slices; ++now) {
        for (int i = 0; i < 30; ++i) {
            // Few distinct times and sources, so that ties are frequent.
            const AxonalEvent event{random.below(4) * 0.25, random.below(3), random.below(2)};
            const std::int64_t slice = now + random.below(horizon);
            queue.push_spike(slice, event);
            expected[static_cast<std::size_t>(slice)].push_back(event);
        }
        auto& wanted = expected[static_cast<std::size_t>(now)];
        std::sort(wanted.begin(), wanted.end(), in_order);
        CHECK(queue.next_slice() == now);
        const auto taken = queue.take_slice().spikes;
        CHECK(std::equal(taken.begin(), taken.end(), wanted.begin(), wanted.end(), [](const auto& a, const auto& b) {
            return a.offset == b.offset && a.source == b.source && a.delay_class == b.delay_class;
        }));
    }
}

TEST_CASE("clocks tick at the multiples of their period, in the order of time and of their start") {
    EventQueue queue(SliceClock(1.0), 1);
    queue.start_clock({0.5, 0, 5});
    queue.start_clock({0.75, 1, 3});
    std::vector<std::tuple<double, std::uint32_t, std::int64_t>> ticks;
    for (std::int64_t slice = 0; slice < 4; ++slice)
        for (const ClockEvent& tick : queue.take_slice().clocks) {
            CHECK(tick.time.slice == slice);
            ticks.emplace_back(static_cast<double>(slice) + tick.time.offset, tick.clock, tick.tick);
        }
    const decltype(ticks) expected{{0.0, 0, 0}, {0.5, 0, 1}, {0.75, 1, 1}, {1.0, 0, 2},
                                   {1.5, 0, 3}, {1.5, 1, 2}, {2.0, 0, 4}};
    CHECK(ticks == expected);
}

TEST_CASE("a cleared queue begins again at slice 0 and has forgotten everything") {
    EventQueue queue(SliceClock(1.0), 3);
    queue.push_spike(2, {0.5, 1, 0});
    queue.start_clock({1.0, 0, 100});
    queue.take_slice();
    queue.clear();
    CHECK(queue.next_slice() == 0);
    for (int i = 0; i < 5; ++i) {
        const SliceEvents events = queue.take_slice();
        CHECK(events.spikes.empty());
        CHECK(events.clocks.empty());
    }
}
