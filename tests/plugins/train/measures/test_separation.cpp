// Distance of states over distance of inputs.
#include <doctest/doctest.h>

#include "../probed_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

TEST_CASE("separation is the mean ratio of the distances, at the difference and at the end") {
    SmallRecording recording = no_trials(1);
    add_trial(recording, 2, {1, 2, 3}, {0, 0, 0});
    add_trial(recording, 2, {1, 2.5, 3}, {0, 1, 0.25F});
    add_trial(recording, 2, {1, 2, 3}, {0, 0, 0});
    add_trial(recording, 2, {1, 3, 3}, {0, -1, 0.5F});
    const auto metrics = measure<SeparationTrainer, Separation>(recording);
    CHECK(metrics.at("separation") == 1.5);  // of 1 / 0.5 and 1 / 1
    CHECK(metrics.at("separation_at_end") == 0.5);
    CHECK(metrics.at("pairs") == 2);
}
