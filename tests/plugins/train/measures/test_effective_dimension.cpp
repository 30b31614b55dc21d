// The participation ratio of states whose covariance is known.
#include <doctest/doctest.h>

#include "../probed_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

// Three units that vary in turn, by these amounts, about 5.
SmallRecording varying(const std::vector<float>& amounts) {
    SmallRecording recording = no_trials(3);
    std::vector<float> states;
    for (std::size_t k = 0; k < 6; ++k)
        for (std::size_t u = 0; u < 3; ++u)
            states.push_back(5 + (k / 2 == u ? (k % 2 == 0 ? amounts[u] : -amounts[u]) : 0));
    add_trial(recording, 0, std::vector<double>(6), states);
    return recording;
}

constexpr auto dimension = measure<EffectiveDimensionTrainer, EffectiveDimension>;

}  // namespace

TEST_CASE("n directions of equal variance have the dimension n") {
    CHECK(dimension(varying({1, 1, 1}), {}).at("effective_dimension") == doctest::Approx(3));
    CHECK(dimension(varying({2, 2, 0}), {}).at("effective_dimension") == doctest::Approx(2));
    CHECK(dimension(varying({2, 0, 0}), {}).at("effective_dimension") == doctest::Approx(1));
}

TEST_CASE("unequal variances s have the dimension (sum s)^2 / sum s^2") {
    // Variances in the ratio 1 : 4 : 9.
    CHECK(dimension(varying({1, 2, 3}), {}).at("effective_dimension") == doctest::Approx(14.0 * 14 / (1 + 16 + 81)));
}

TEST_CASE("the washout is left out") {
    const auto metrics = dimension(varying({1, 1, 1}), {{"washout", 40.0}});
    CHECK(metrics.at("frames") == 4);
    CHECK(metrics.at("effective_dimension") == doctest::Approx(2));
}

TEST_CASE("states that never change are refused") {
    CHECK(says(message_of<DataError>([&] { dimension(varying({0, 0, 0}), {}); }), {"never change"}));
}
