// Spikes from channels: their rate follows the value, and they depend on what they are for alone.
#include "lsm/poisson_encoder.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;
using namespace limen::lsm;

namespace {

// The spikes of one trial with a frame of the same values every 10 ms.
std::vector<std::vector<double>> spikes_of(const PoissonEncoder& encoder, const std::vector<double>& values,
                                           std::uint32_t trial, std::uint64_t seed, std::int64_t slices) {
    const SynapseRows none;
    const std::vector<const SynapseRows*> blocks{&none};
    PopulationWiring wiring{blocks, {}, {}, values.size(), seed, 0};
    const auto state = encoder.make_state(wiring);
    state->start(trial);
    std::vector<std::vector<double>> times(encoder.size());
    constexpr double length = 0.5;
    for (std::int64_t index = 0; index < slices; ++index) {
        std::vector<FrameEvent> frames;
        if (index % 20 == 0) frames.push_back({0.2, values});
        std::vector<SpikeEvent> spikes;
        state->advance(0, {index, length, {}, frames, {}}, {}, spikes);
        for (const SpikeEvent& spike : spikes) {
            CHECK(spike.offset >= 0);
            CHECK(spike.offset < length);
            times.at(spike.unit).push_back(static_cast<double>(index) * length + spike.offset);
        }
    }
    return times;
}

}  // namespace

TEST_CASE("the rate is base_rate + gain * value, and never below 0 nor above max_rate") {
    const PoissonEncoder encoder({.base_rate = 20, .gain = 30, .max_rate = 100}, {1, 0, 2});
    CHECK(encoder.rate(0) == 20);
    CHECK(encoder.rate(1) == 50);
    CHECK(encoder.rate(-5) == 0);
    CHECK(encoder.rate(50) == 100);
}

TEST_CASE("each copy of a channel spikes with its channel's rate, from the first frame on") {
    const PoissonEncoder encoder({.copies = 3, .base_rate = 200, .gain = 200, .max_rate = 1000}, {1, 0, 2});
    REQUIRE(encoder.size() == 6);
    constexpr std::int64_t slices = 40'000;  // 20 s
    const auto times = spikes_of(encoder, {0.0, 1.0}, 0, 1, slices);
    for (std::size_t unit = 0; unit < 6; ++unit) {
        const double expected = (unit < 3 ? 200 : 400) * 20.0;
        CHECK(std::fabs(static_cast<double>(times[unit].size()) - expected) < 5 * std::sqrt(expected));
        CHECK(times[unit].front() >= 0.2);
    }
    CHECK(times[0] != times[1]);
}

TEST_CASE("trials and seeds have spikes of their own, and the same ones every time") {
    const PoissonEncoder encoder({.base_rate = 500, .max_rate = 1000}, {1, 0, 1});
    const auto reference = spikes_of(encoder, {0.0}, 3, 1, 100);
    CHECK_FALSE(reference[0].empty());
    CHECK(reference == spikes_of(encoder, {0.0}, 3, 1, 100));
    CHECK(reference != spikes_of(encoder, {0.0}, 4, 1, 100));
    CHECK(reference != spikes_of(encoder, {0.0}, 3, 2, 100));
}

TEST_CASE("a rate of 0 gives no spike") {
    const PoissonEncoder encoder({.base_rate = 0, .gain = 1}, {1, 0, 1});
    CHECK(spikes_of(encoder, {-1.0}, 0, 1, 1000)[0].empty());
}

TEST_CASE("more units than can be numbered are refused") {
    CHECK_THROWS_AS(PoissonEncoder({.copies = std::int64_t{1} << 40}, {1, 0, 12}), ParameterError);
}
