// Regular spikes: exact where the channel is constant, and nothing of the integral is lost.
#include "lsm/encoders/integrate_encoder.hpp"

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

IntegrateEncoding encoding_of(std::int64_t copies, double base_rate, double gain, double max_rate) {
    IntegrateEncoding encoding;
    encoding.copies = copies;
    encoding.base_rate = base_rate;
    encoding.gain = gain;
    encoding.max_rate = max_rate;
    return encoding;
}

}  // namespace

TEST_CASE("a constant channel gives spikes at equal intervals, the copies in turn") {
    const IntegrateEncoder encoder(encoding_of(2, 0, 100, 1000), context_of(1));
    const auto times = played(encoder, trials_of(1, {std::vector<double>(7, 0.8)}));  // 80 Hz: every 12.5 ms
    REQUIRE(times[0].size() == 5);
    REQUIRE(times[1].size() == 6);
    for (std::size_t n = 0; n < 5; ++n) {
        CHECK(times[0][n] == doctest::Approx(12.5 * (static_cast<double>(n) + 0.75)).epsilon(1e-12));
        CHECK(times[1][n] == doctest::Approx(12.5 * (static_cast<double>(n) + 0.25)).epsilon(1e-12));
    }
}

TEST_CASE("spikes come where the integral of the rate reaches whole numbers, whatever the frames") {
    const IntegrateEncoder encoder(encoding_of(1, 40, 30, 1000), context_of(1));
    const Trials data = sines(1, 200);
    const auto times = played(encoder, data)[0];
    REQUIRE(times.size() > 50);
    for (std::size_t n = 0; n < times.size(); ++n) {
        double integral = 0.5;
        for (std::size_t k = 0; k < 200; ++k) {
            const double rate = std::fmax(0, 40 + 30 * data.values[k]) / 1000;
            integral += rate * std::fmin(frame, std::fmax(0, times[n] - static_cast<double>(k) * frame));
        }
        CHECK(integral == doctest::Approx(static_cast<double>(n) + 1).epsilon(1e-11));
    }
}

TEST_CASE("constants are decoded exactly, and what moves slowly nearly so") {
    const IntegrateEncoder encoder(encoding_of(3, 500, 200, 5000), context_of(2));
    std::vector<double> values;
    for (int k = 0; k < 50; ++k) values.insert(values.end(), {0.3, -1.2});
    CHECK(largest_error(encoder, trials_of(2, {values})) < 1e-9);
    CHECK(finding(encoder, sines(2, 500), "decoded_snr_dB") > 25);
}

TEST_CASE("a channel that is silent is decoded as a rate of 0") {
    const IntegrateEncoder encoder(encoding_of(1, 0, 10, 100), context_of(1));
    const Trials data = trials_of(1, {{0, 0, 0}});
    CHECK(decoded(encoder, data) == std::vector<double>{0, 0, 0});
}

TEST_CASE("rates that are clamped are told, on both sides") {
    const IntegrateEncoder encoder(encoding_of(1, 10, 10, 50), context_of(1));
    CHECK(encoder.exceeds(-1.1));
    CHECK(encoder.exceeds(4.1));
    CHECK(!encoder.exceeds(4));
}
