// Level crossings: at their very times, and never further away than a level.
#include "lsm/encoders/level_encoder.hpp"

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

TEST_CASE("a straight line crosses its levels at equal intervals, up and down") {
    const LevelEncoder encoder({.delta = 0.25, .origin = 0}, context_of(1));
    const auto times = played(encoder, trials_of(1, {{1.1, 1.1, 0}}));
    REQUIRE(times.size() == 2);
    REQUIRE(times[0].size() == 4);
    for (std::size_t n = 0; n < 4; ++n)
        CHECK(times[0][n] == doctest::Approx(10 * 0.25 * (static_cast<double>(n) + 1) / 1.1).epsilon(1e-12));
    // Downwards the first level is that below the last: 0.75, and 0 is reached at the very end.
    REQUIRE(times[1].size() == 3);
    for (std::size_t n = 0; n < 3; ++n)
        CHECK(times[1][n] ==
              doctest::Approx(20 + 10 * (1.1 - 0.75 + 0.25 * static_cast<double>(n)) / 1.1).epsilon(1e-12));
}

TEST_CASE("what is decoded is within a level of what was, frame by frame") {
    for (const double delta : {0.5, 0.1, 0.013}) {
        const LevelEncoder encoder({.delta = delta, .origin = 0.3}, context_of(3));
        CHECK(largest_error(encoder, sines(3, 400)) <= delta * (1 + 1e-9));
    }
}

TEST_CASE("finer levels tell more") {
    const Trials data = sines(2, 300);
    const double coarse = finding(LevelEncoder({.delta = 0.4, .origin = 0}, context_of(2)), data, "decoded_snr_dB");
    const double fine = finding(LevelEncoder({.delta = 0.04, .origin = 0}, context_of(2)), data, "decoded_snr_dB");
    CHECK(fine > coarse + 15);
}

TEST_CASE("a channel that jumps over ever so many levels is an error with what to change") {
    const LevelEncoder encoder({.delta = 1e-6, .origin = 0}, context_of(1));
    CHECK_THROWS_WITH_AS(
        played(encoder, trials_of(1, {{0, 1}})),
        "trial 0: channel 0 changes by 1 in frame 1, over 10,000 levels; a larger delta than 1e-06 makes "
        "fewer",
        Error);
}
