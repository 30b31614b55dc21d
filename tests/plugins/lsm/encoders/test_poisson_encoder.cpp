// Spikes from channels: their rate follows the value, and they depend on what they are for alone.
#include "lsm/encoders/poisson_encoder.hpp"

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

Trials constant(const std::vector<double>& values, std::size_t frames) {
    std::vector<double> all;
    for (std::size_t k = 0; k < frames; ++k) all.insert(all.end(), values.begin(), values.end());
    return trials_of(values.size(), std::vector<std::vector<double>>(5, all));
}

}  // namespace

TEST_CASE("the rate is base_rate + gain * value, and never below 0 nor above max_rate") {
    const PoissonEncoding encoding{.base_rate = 20, .gain = 30, .max_rate = 100};
    CHECK(encoding.rate(0) == 20);
    CHECK(encoding.rate(1) == 50);
    CHECK(encoding.rate(-5) == 0);
    CHECK(encoding.rate(50) == 100);
    CHECK(encoding.value(encoding.rate(1.5)) == doctest::Approx(1.5));
}

TEST_CASE("each copy of a channel spikes with its channel's rate") {
    const PoissonEncoder encoder({.copies = 3, .base_rate = 200, .gain = 200, .max_rate = 1000}, context_of(2));
    REQUIRE(encoder.size() == 6);
    const Trials data = constant({0.0, 1.0}, 2000);  // 20 s
    const auto times = played(encoder, data);
    for (std::size_t unit = 0; unit < 6; ++unit) {
        const double expected = (unit < 3 ? 200 : 400) * 20.0;
        CHECK(std::fabs(static_cast<double>(times[unit].size()) - expected) < 5 * std::sqrt(expected));
    }
    CHECK(times[0] != times[1]);
}

TEST_CASE("trials and seeds have spikes of their own, and the same ones every time") {
    const PoissonEncoding encoding{.base_rate = 500, .max_rate = 1000};
    const PoissonEncoder encoder(encoding, context_of(1)), other(encoding, context_of(1, 2));
    const Trials data = constant({0.0}, 5);
    const auto reference = played(encoder, data, 3);
    CHECK_FALSE(reference[0].empty());
    CHECK(reference == played(encoder, data, 3));
    CHECK(reference != played(encoder, data, 4));
    CHECK(reference != played(other, data, 3));
}

TEST_CASE("a rate of 0 gives no spike") {
    const PoissonEncoder encoder({.base_rate = 0, .gain = 1}, context_of(1));
    CHECK(played(encoder, constant({-1.0}, 50))[0].empty());
}

TEST_CASE("the mean rate of many units tells the value, as well as chance lets it") {
    const PoissonEncoding encoding{.copies = 400, .base_rate = 100, .gain = 50, .max_rate = 1000};
    const PoissonEncoder encoder(encoding, context_of(2));
    const Trials data = sines(2, 300);
    const std::vector<double> values = decoded(encoder, data);
    double squares = 0, expected = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        squares += (values[i] - data.values[i]) * (values[i] - data.values[i]);
        // A count of mean n has variance n; a value is count / (copies frame gain).
        expected += encoding.rate(data.values[i]) / 1000 / (400 * frame) / (0.05 * 0.05);
    }
    CHECK(squares == doctest::Approx(expected).epsilon(0.2));
}

TEST_CASE("values beyond max_rate are told, those below 0 are not: that is rectification") {
    const PoissonEncoder encoder({.base_rate = 0, .gain = 100, .max_rate = 50}, context_of(1));
    CHECK(encoder.exceeds(0.6));
    CHECK(!encoder.exceeds(-3));
}

TEST_CASE("spikes where a frame begins are decoded as that frame's, whatever the frame's binary digits") {
    for (const double length : {12.8, 33.3, 0.1}) {
        CAPTURE(length);
        PopulationContext context = context_of(1);
        context.frame = length;
        const PoissonEncoder encoder({.copies = 1, .base_rate = 0, .gain = 1, .max_rate = 1e6}, context);
        std::vector<DataEvent> spikes;
        for (int k = 0; k < 1000; ++k)
            for (int n = 0; n < k % 3; ++n) spikes.push_back({k * length, 0});
        const std::vector<double> decoded = encoder.decode(spikes, 1000);
        for (std::size_t k = 0; k < 1000; ++k)
            REQUIRE(decoded[k] == doctest::Approx(static_cast<double>(k % 3) / length * 1000));
    }
}
