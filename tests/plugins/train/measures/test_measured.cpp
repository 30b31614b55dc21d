// Distances of pairs, from the first frame that differs on.
#include "train/measures/measured.hpp"

#include <doctest/doctest.h>

#include "../probed_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

PairDistances distances(const SmallRecording& recording) {
    const TemporaryFile file("pairs.h5");
    recording.write(file.path);
    MeasureOptions options;
    options.record = "states";
    return pair_distances(Measured(h5::File::open(file.path), options));
}

}  // namespace

TEST_CASE("distances count from the frame in which the inputs differ first") {
    SmallRecording recording = no_trials(2);
    add_trial(recording, 2, {1, 2, 3}, {0, 0, 1, 1, 2, 2});
    add_trial(recording, 2, {1, 5, 7}, {9, 9, 4, 5, 2, 3});
    const PairDistances pairs = distances(recording);
    CHECK(pairs.inputs[0] == 5);  // of (0, 3, 4)
    REQUIRE(pairs.states.cols() == 2);
    CHECK(pairs.states(0, 0) == 5);  // of (3, 4)
    CHECK(pairs.states(0, 1) == 1);
}

TEST_CASE("states of different pairs say how large the attractor is") {
    SmallRecording recording = no_trials(1);
    for (const float end : {0.0F, 3.0F, 1.0F}) {
        add_trial(recording, 2, {0, 1}, {end, end});
        add_trial(recording, 2, {0, 2}, {end, end + 1});
    }
    CHECK(distances(recording).unrelated == 2.5);  // of 3 and 2
    CHECK(distances(recording).norm == doctest::Approx(std::sqrt((0 + 9 + 1) / 3.0)));
}

TEST_CASE("no pairs, and pairs that are none, are refused") {
    SmallRecording recording = no_trials(1);
    add_trial(recording, 0, {0, 1}, {0, 0});
    CHECK(says(message_of<DataError>([&] { distances(recording); }), {"\"pair\"", "probes"}));
    add_trial(recording, 2, {0, 1}, {0, 0});
    add_trial(recording, 2, {0, 1}, {0, 0});
    CHECK(says(message_of<DataError>([&] { distances(recording); }), {"trials 1 and 2", "the same"}));
    recording = no_trials(1);
    add_trial(recording, 2, {0, 1}, {0, 0});
    add_trial(recording, 2, {0, 1, 2}, {0, 0, 0});
    CHECK(says(message_of<DataError>([&] { distances(recording); }), {"different lengths"}));
}
