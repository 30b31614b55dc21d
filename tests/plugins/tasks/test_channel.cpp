// The nonlinear channel against its equation, without and with noise.
#include <cmath>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

namespace {

Channel with_snr(double snr, std::int64_t delay) {
    Channel task;
    task.train = 5000;
    task.test = 100;
    task.snr = snr;
    task.delay = delay;
    return task;
}

}  // namespace

TEST_CASE("channel: parts and seeds") {
    check_parts(Channel{});
    check_seeds(Channel{});
}

TEST_CASE("channel: without noise the signal is the published function of the symbols") {
    const Trials trials = make(with_snr(300, 0), seeded(1));
    const std::vector<double>&u = trials.values, &d = trials.targets;
    for (std::size_t n = 7; n + 2 < 5000; ++n) {
        const double q = 0.08 * d[n + 2] - 0.12 * d[n + 1] + d[n] + 0.18 * d[n - 1] - 0.1 * d[n - 2] +
                         0.091 * d[n - 3] - 0.05 * d[n - 4] + 0.04 * d[n - 5] + 0.03 * d[n - 6] + 0.01 * d[n - 7];
        CHECK(u[n] == doctest::Approx(q + 0.036 * q * q - 0.011 * q * q * q).epsilon(1e-12));
    }
    for (const double symbol : d) CHECK((std::fabs(symbol) == 1 || std::fabs(symbol) == 3));
}

TEST_CASE("channel: the target is the symbol of so many frames ago") {
    const Trials now = make(with_snr(300, 0), seeded(1)), later = make(with_snr(300, 2), seeded(1));
    // The delay moves the symbols within the same draw, so both signals tell the same story two frames apart.
    for (std::size_t n = 2; n < 5000; ++n) CHECK(later.targets[n] == now.targets[n]);
    for (std::size_t n = 2; n + 1 < 5000; ++n)
        CHECK(later.values[n - 2] == doctest::Approx(now.values[n]).epsilon(0.001));
}

TEST_CASE("channel: the noise has the power that the ratio says") {
    const Trials clean = make(with_snr(300, 2), seeded(4)), noisy = make(with_snr(12, 2), seeded(4));
    double signal = 0, noise = 0;
    for (std::size_t n = 0; n < 5000; ++n) {
        signal += clean.values[n] * clean.values[n];
        noise += (noisy.values[n] - clean.values[n]) * (noisy.values[n] - clean.values[n]);
    }
    // A chi-square variable of 5,000 degrees of freedom has a deviation of 2 %.
    CHECK(10 * std::log10(signal / noise) == doctest::Approx(12).epsilon(0.03));
}

TEST_CASE("channel: ratios and delays beyond all sense are refused") {
    CHECK(holds(refusal(with_snr(1e6, 2)), "snr"));
    CHECK(holds(refusal(with_snr(20, 1000000)), "delay"));
}
