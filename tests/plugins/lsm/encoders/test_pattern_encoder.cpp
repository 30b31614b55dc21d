// Patterns are the same every time, but for their jitter.
#include "lsm/encoders/pattern_encoder.hpp"

#include <algorithm>

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

// Frames of 100 ms.
PopulationContext long_frames() {
    PopulationContext context = context_of(1);
    context.frame = 100;
    return context;
}

}  // namespace

TEST_CASE("a pattern is played where its frame begins, to the last spike and at its very times") {
    const PatternEncoder encoder({.units = 3, .rate = 80, .length = 100}, long_frames());
    const auto times = played(encoder, trials_of(1, std::vector<std::vector<double>>(8, {1, 0, 1})), 7);
    for (std::uint32_t unit = 0; unit < 3; ++unit) {
        std::vector<double> expected;
        for (const auto& [start, pattern] : {std::pair{0.0, 1U}, {100.0, 0U}, {200.0, 1U}})
            for (const double t : encoder.train(unit, pattern)) expected.push_back(start + t);
        REQUIRE(times[unit].size() == expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            CHECK(times[unit][i] == doctest::Approx(expected[i]).epsilon(1e-12));
    }
    CHECK(encoder.train(0, 0) != encoder.train(0, 1));
    CHECK(encoder.train(0, 0) != encoder.train(1, 0));
}

TEST_CASE("a pattern that is longer than a frame ends with it") {
    const PatternEncoder encoder({.units = 1, .rate = 100, .length = 1000}, long_frames());
    const auto times = played(encoder, trials_of(1, {{0, 1}}));
    std::vector<double> expected;
    for (const double t : encoder.train(0, 0))
        if (t < 100) expected.push_back(t);
    for (const double t : encoder.train(0, 1))
        if (t < 100) expected.push_back(100 + t);
    CHECK(times[0].size() == expected.size());
}

TEST_CASE("spikes are Poisson: as many as the rate says, with as large a variance") {
    const PatternEncoder encoder({.units = 1, .rate = 40, .length = 500}, long_frames());
    double sum = 0, squares = 0;
    constexpr int patterns = 4000;
    for (std::uint64_t p = 0; p < patterns; ++p) {
        const auto n = static_cast<double>(encoder.train(0, p).size());
        sum += n / patterns;
        squares += n * n / patterns;
    }
    CHECK(sum == doctest::Approx(20).epsilon(0.02));
    CHECK(squares - sum * sum == doctest::Approx(20).epsilon(0.1));
}

TEST_CASE("jitter moves each spike by a normal number, anew in each trial and frame, within the pattern") {
    const PatternEncoder encoder({.units = 1, .rate = 1, .length = 1e5, .jitter = 4}, long_frames());
    const auto train = encoder.train(0, 0);
    double sum = 0, squares = 0, count = 0;
    for (std::uint32_t trial = 0; trial < 20; ++trial) {
        const auto moved = encoder.moved_train(0, 0, trial, 0);
        CHECK(std::is_sorted(moved.begin(), moved.end()));
        CHECK(moved.front() >= 0);
        CHECK(moved.back() < 1e5);
        if (moved.size() != train.size()) continue;
        // Spikes a second apart hardly change places.
        for (std::size_t i = 0; i < train.size(); ++i) {
            sum += moved[i] - train[i];
            squares += (moved[i] - train[i]) * (moved[i] - train[i]);
            ++count;
        }
    }
    REQUIRE(count > 1000);
    CHECK(std::fabs(sum / count) < 0.4);
    CHECK(std::sqrt(squares / count) == doctest::Approx(4).epsilon(0.1));
    CHECK(encoder.moved_train(0, 0, 1, 0) != encoder.moved_train(0, 0, 2, 0));
    CHECK(encoder.moved_train(0, 0, 1, 0) != encoder.moved_train(0, 0, 1, 1));
    CHECK(encoder.moved_train(0, 0, 1, 0) == encoder.moved_train(0, 0, 1, 0));
}
