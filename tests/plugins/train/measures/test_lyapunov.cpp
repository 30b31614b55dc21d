// Exponents of distances that grow and shrink as prescribed.
#include <doctest/doctest.h>

#include <cmath>

#include "../probed_recording.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

// Four pairs of 60 frames in one unit, random up to +-1; from frame 3 on the second of a pair is off by
// start exp(exponent k), as long as that is below `most`.
SmallRecording pairs(double exponent, double start, double most) {
    SmallRecording recording = no_trials(1);
    Random random(1, Purpose::encoder, 0);
    for (int p = 0; p < 4; ++p) {
        std::vector<double> inputs(60), changed;
        std::vector<float> states(60), off;
        for (float& x : states) x = static_cast<float>(2 * random.uniform() - 1);
        off = states;
        changed = inputs;
        changed[3] = 0.5;
        for (int k = 3; k < 60; ++k)
            off[static_cast<std::size_t>(k)] +=
                static_cast<float>(std::min(most, start * std::exp(exponent * (k - 3))));
        add_trial(recording, 2, inputs, states);
        add_trial(recording, 2, changed, off);
    }
    return recording;
}

constexpr auto exponent_of = measure<LyapunovTrainer, Lyapunov>;

}  // namespace

TEST_CASE("the exponent is the rate at which the distances grow or shrink") {
    for (const double exponent : {-0.3, -0.05, 0.1, 0.3}) {
        CAPTURE(exponent);
        // Rounding of states near 1 to float32 blurs distances near the floor by a few percent.
        const auto metrics = exponent_of(pairs(exponent, exponent < 0 ? 0.05 : 1e-5, 1), {{"floor", 1e-5}});
        CHECK(metrics.at("lyapunov") == doctest::Approx(exponent).epsilon(0.01));
        CHECK(metrics.at("lyapunov_error") < 0.01);
        CHECK(metrics.at("pairs") == 4);
    }
}

TEST_CASE("saturated distances, and those that rounding has taken, do not count") {
    const auto grown = exponent_of(pairs(0.5, 1e-5, 0.7), {});
    CHECK(grown.at("frames") < 25);
    CHECK(grown.at("lyapunov") == doctest::Approx(0.5).epsilon(0.02));
    const auto shrunk = exponent_of(pairs(-0.5, 0.05, 1), {{"floor", 1e-5}});
    CHECK(shrunk.at("lyapunov") == doctest::Approx(-0.5).epsilon(0.02));
}

TEST_CASE("distances that never lie within the bounds are refused with both") {
    CHECK(says(message_of<ParameterError>([&] { exponent_of(pairs(0, 1, 1), {}); }), {"0 frames", "distances"}));
    CHECK(says(message_of<ParameterError>([&] { exponent_of(pairs(0, 0, 1), {}); }), {"0 frames"}));
}
