// Gaussian fields: who spikes when, and the value back from two latencies.
#include "lsm/encoders/latency_encoder.hpp"

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

TEST_CASE("centres and widths are those of Bohte et al., and the nearest field spikes first") {
    // fields = 6 over 0 to 4: centres -0.5, 0.5, 1.5, ... with widths of 1 / 1.5.
    const LatencyEncoder encoder({.fields = 6, .low = 0, .high = 4, .cutoff = 0.3}, context_of(1));
    CHECK(encoder.centre(0) == -0.5);
    CHECK(encoder.centre(5) == 4.5);
    const auto times = played(encoder, trials_of(1, {{0, 1.6}}));
    const auto latency = [](double distance) { return 10 * (1 - std::exp(-1.5 * 1.5 * distance * distance / 2)); };
    REQUIRE(times[2].size() == 1);
    CHECK(times[2][0] == doctest::Approx(10 + latency(0.1)));
    CHECK(times[3][0] == doctest::Approx(10 + latency(0.9)));
    CHECK(times[1].size() == 1);  // in the first frame only; 1.1 is too far in the second
    CHECK(times[1][0] == doctest::Approx(latency(0.5)));
    CHECK(times[5].empty());
}

TEST_CASE("every value within the range comes back exactly") {
    const LatencyEncoder encoder({.fields = 7}, context_of(2));
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> uniform(-2, 2);
    std::vector<double> values(2000);
    for (double& x : values) x = uniform(random);
    CHECK(largest_error(encoder, trials_of(2, {values})) < 1e-9);
}

TEST_CASE("values beyond the range count as its ends") {
    const LatencyEncoder encoder({.fields = 5, .low = -1, .high = 1, .window = 4}, context_of(1));
    const std::vector<double> values = decoded(encoder, trials_of(1, {{-7, 3}}));
    CHECK(values[0] == doctest::Approx(-1));
    CHECK(values[1] == doctest::Approx(1));
    CHECK(encoder.exceeds(1.5));
    CHECK(!encoder.exceeds(0.5));
}

TEST_CASE("fields, ranges and windows that make no sense are refused") {
    CHECK_THROWS_AS(LatencyEncoder({.fields = 2}, context_of(1)), ParameterError);
    CHECK_THROWS_AS(LatencyEncoder({.low = 1, .high = 1}, context_of(1)), ParameterError);
    CHECK_THROWS_AS(LatencyEncoder({.window = 11}, context_of(1)), ParameterError);
}
