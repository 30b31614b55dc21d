// What is wrong with trials is said in words, and nothing of those that are right.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "limen/schema/dataset.hpp"

using namespace limen;

namespace {

// Two trials of two and one frames, with targets and spikes.
Trials right() {
    Trials trials;
    trials.channels = 2;
    trials.target_channels = 1;
    trials.values = {1, 2, 3, 4, 5, 6};
    trials.targets = {1, 2, 3};
    trials.offsets = {0, 2, 3};
    trials.labels = {1, 0};
    trials.splits = {Split::train, Split::validation};
    trials.classes = {"a", "b"};
    trials.event_units = 2;
    trials.events = {{0, 1}, {0, 0}, {5, 1}};
    trials.event_offsets = {0, 2, 3};
    return trials;
}

std::string fault_after(const std::function<void(Trials&)>& spoil) {
    Trials trials = right();
    spoil(trials);
    return fault_of(trials);
}

}  // namespace

TEST_CASE("trials that fit have no fault, with or without labels, targets and spikes") {
    CHECK(fault_of(right()) == "");
    CHECK(fault_after([](Trials& t) { t.labels.clear(); }) == "");
    CHECK(fault_after([](Trials& t) { t.labels = {-1, -1}; }) == "");
    CHECK(fault_after([](Trials& t) { t.targets.clear(), t.target_channels = 0; }) == "");
    CHECK(fault_after([](Trials& t) { t.events.clear(), t.event_offsets.clear(), t.event_units = 0; }) == "");
    CHECK(fault_of({}) == "");
}

TEST_CASE("sizes are checked against each other without a product that could wrap") {
    CHECK(fault_after([](Trials& t) { t.values.pop_back(); }) ==
          "has 5 value numbers; its 3 frames of 2 value channels need 6");
    // 2^63 frames of two channels would be none in 64 bits.
    CHECK(fault_after([](Trials& t) {
              t.offsets.back() = std::uint64_t{1} << 63U;
              t.values.clear();
          }) != "");
    CHECK(fault_after([](Trials& t) { t.targets.push_back(1); }) ==
          "has 4 target numbers; its 3 frames of 1 target channels need 3");
    CHECK(fault_after([](Trials& t) { t.splits.clear(); }).starts_with("has 0 splits for 2 trials"));
    CHECK(fault_after([](Trials& t) { t.labels.push_back(0); }) == "has 3 labels for 2 trials");
}

TEST_CASE("numbers that are not finite, labels beyond the classes, and spikes out of order are named") {
    CHECK(fault_after([](Trials& t) { t.values[3] = NAN; }) ==
          "has the value nan in frame 1, channel 1; each must be a finite number");
    CHECK(fault_after([](Trials& t) { t.targets[2] = HUGE_VAL; }) ==
          "has the target inf in frame 2, channel 0; each must be a finite number");
    CHECK(fault_after([](Trials& t) { t.labels[0] = 2; }) ==
          "gives trial 0 the label 2, but there are 2 classes, from 0 on");
    CHECK(fault_after([](Trials& t) { t.offsets = {0, 4, 3}; }) == "has offsets that fall from 4 to 3 at trial 1");
    CHECK(fault_after([](Trials& t) { t.events[0].time = 1; }) ==
          "has a spike at 0 ms after 1 ms in trial 0; they must be sorted, from 0 ms on");
    CHECK(fault_after([](Trials& t) { t.events[2].unit = 2; }) ==
          "has a spike of unit 2 in trial 1, but there are 2 units, from 0 on");
}
