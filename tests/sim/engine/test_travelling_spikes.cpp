// A spike is due in every slice in which one of its synapses may be reached, and in no other for long.
#include "engine/travelling_spikes.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "limen/core/random.hpp"

using namespace limen;

TEST_CASE("a spike is due in each slice in which a delay of its class may end") {
    const SliceClock slices(0.1);
    constexpr double shortest = 0.25, longest = 0.87;
    TravellingSpikes travelling(slices, shortest, longest, {});
    Random random(1, Purpose::drive, 0);
    std::vector<Time> sent;
    for (std::int64_t slice = 0; slice < 200; ++slice) {
        std::set<std::uint32_t> due;
        travelling.start_slice(slice);
        CHECK((travelling.due().empty() || travelling.due()[0].source == travelling.first_due()));
        for (const TravellingSpike& spike : travelling.due()) {
            CHECK(due.insert(spike.source).second);
            CHECK(spike.sent == sent[spike.source]);
        }
        for (std::uint32_t s = 0; s < sent.size(); ++s) {
            const bool first = slices.after(sent[s], slices.at(shortest)).slice <= slice;
            const bool last = slices.after(sent[s], slices.at(longest)).slice >= slice;
            if (first && last) CHECK(due.contains(s));
            if (slices.between(sent[s], {slice, 0}) > longest + slices.length()) CHECK_FALSE(due.contains(s));
            if (slices.between(sent[s], {slice + 1, 0}) < shortest - slices.length()) CHECK_FALSE(due.contains(s));
        }
        // In some slices none, and their offsets in no order, as they come from several populations.
        for (std::uint32_t n = slice % 7 == 0 ? 0 : random.below(4); n > 0; --n) {
            sent.push_back({slice, slices.length() * random.uniform()});
            travelling.send(static_cast<std::uint32_t>(sent.size() - 1), sent.back(), 1);
        }
    }
    CHECK(sent.size() > 200);
}

TEST_CASE("a spike tells the interval since its source's last one, where that is asked for, and its scale") {
    const SliceClock slices(0.5);
    TravellingSpikes travelling(slices, 1, 100, {10, 3});
    for (int trial = 0; trial < 2; ++trial) {
        travelling.clear();
        travelling.send(11, slices.at(2.25), 0.5);
        travelling.send(12, slices.at(3), 1);
        travelling.send(11, slices.at(7.5), 0.25);
        travelling.start_slice(30);
        const auto due = travelling.due();
        REQUIRE(due.size() == 3);
        CHECK(due[0].interval == 2.25);
        CHECK(due[1].interval == 3);
        CHECK(due[2].interval == 5.25);
        CHECK(due[2].scale == 0.25);
    }
}

TEST_CASE("what has arrived everywhere is forgotten") {
    const SliceClock slices(1);
    TravellingSpikes travelling(slices, 1, 3, {});
    for (std::int64_t slice = 0; slice < 1000; ++slice) {
        travelling.start_slice(slice);
        CHECK(travelling.due().size() <= 4);
        travelling.send(0, {slice, 0.5}, 1);
    }
}
