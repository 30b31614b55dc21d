// The mathematics of one neuron: the kernel through its singular point, and the certified search for a crossing.
#include "lsm/lif_kernel.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "limen/random.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

Lif with_taus(double tau_m, double tau_ex, double tau_in) {
    Lif lif;
    lif.tau_m = tau_m;
    lif.tau_syn_ex = tau_ex;
    lif.tau_syn_in = tau_in;
    return lif;
}

// psi(s) = e^(-s/tau_m) (1 - e^(-s d)) / d with d = 1/tau_s - 1/tau_m, which long double gives without cancellation.
long double exact_psi(double s, double tau_m, double tau_s) {
    const long double d = (static_cast<long double>(tau_m) - static_cast<long double>(tau_s)) /
                          (static_cast<long double>(tau_m) * static_cast<long double>(tau_s));
    const long double x = static_cast<long double>(s);
    const long double shape = d == 0 ? x : -std::expm1(-x * d) / d;
    return std::exp(-x / static_cast<long double>(tau_m)) * shape;
}

}  // namespace

TEST_CASE("psi is accurate for every tau_syn, from far below tau_m through it and far above") {
    for (const double tau_m : {1.0, 10.0, 20.0})
        for (int decade = -16; decade <= 1; ++decade)
            for (const double sign : {-1.0, 1.0}) {
                const double tau_s = tau_m * (1 + sign * std::pow(10, decade) * 0.7);
                if (tau_s <= 0) continue;
                const LifKernel kernel(with_taus(tau_m, tau_s, tau_s));
                for (const double s : {1e-9, 1e-3, 0.1, 1.0, 3.0, 20.0}) {
                    CAPTURE(tau_s);
                    CAPTURE(s);
                    const double found = kernel.psi_ex(s, kernel.decay(s));
                    CHECK(found ==
                          doctest::Approx(static_cast<double>(exact_psi(s, tau_m, tau_s))).epsilon(1e-14 * 40));
                }
            }
}

TEST_CASE("the bound of psi is at least psi everywhere, and reached") {
    for (const double tau_s : {0.5, 9.9999999, 10.0, 10.5, 80.0}) {
        const LifKernel kernel(with_taus(10, tau_s, tau_s));
        for (const double span : {0.1, 1.0, 5.0, 12.0, 100.0}) {
            const double bound = kernel.psi_ex_most(span, kernel.decay(span));
            double most = 0;
            for (int i = 0; i <= 1000; ++i)
                most = std::max(most, kernel.psi_ex(span * i / 1000, kernel.decay(span * i / 1000)));
            CHECK(bound >= most * (1 - 1e-14));
            CHECK(bound <= most * (1 + 1e-4));
        }
    }
}

TEST_CASE("two short moves of a state are one long move") {
    const LifKernel kernel(with_taus(12, 3, 7));
    const Moment start{-4, 2.5, -1.5};
    for (const double s : {0.01, 0.7, 5.0}) {
        const Moment once = kernel.later(start, 2 * s), twice = kernel.later(kernel.later(start, s), s);
        CHECK(once.m == doctest::Approx(twice.m).epsilon(1e-14));
        CHECK(once.g_ex == doctest::Approx(twice.g_ex).epsilon(1e-14));
        CHECK(once.g_in == doctest::Approx(twice.g_in).epsilon(1e-14));
    }
}

TEST_CASE("the first crossing is found where a fine scan finds one, and none where it finds none") {
    Random random(1, Purpose::drive, 0);
    int crossings = 0, near_misses = 0;
    for (int i = 0; i < 4000; ++i) {
        const LifKernel kernel(
            with_taus(5 + 20 * random.uniform(), 0.3 + 20 * random.uniform(), 0.3 + 20 * random.uniform()));
        const Moment start{-10 * random.uniform(), 10 * random.uniform(), -10 * random.uniform()};
        const double span = 30 * random.uniform();
        constexpr int steps = 4000;
        double highest = start.m;
        for (int k = 1; k <= steps; ++k) highest = std::max(highest, kernel.later(start, span * k / steps).m);
        // Half of the thresholds lie just around the highest point, where a crossing is easily missed.
        const double theta = i % 2 == 0 ? highest + 1e-3 * (random.uniform() - 0.5) : 10 * random.uniform();
        if (theta <= start.m) continue;
        CAPTURE(i);
        const double found = kernel.first_crossing(start, theta, span);
        if (highest >= theta) {
            REQUIRE(found < never);
            CHECK(found <= span);
            CHECK(kernel.later(start, found).m == doctest::Approx(theta).epsilon(1e-12));
            // Nothing before it reaches the threshold.
            for (int k = 1; k < 50; ++k) CHECK(kernel.later(start, found * k / 50).m < theta);
            ++crossings;
        } else if (found == never) {
            ++near_misses;
        } else {
            // Between two points of the scan: then it must be true.
            CHECK(kernel.later(start, found).m == doctest::Approx(theta).epsilon(1e-12));
        }
    }
    CHECK(crossings > 500);
    CHECK(near_misses > 500);
}

TEST_CASE("a state at or above the threshold crosses at once") {
    const LifKernel kernel(with_taus(10, 2, 2));
    CHECK(kernel.first_crossing({1, 0, 0}, 1, 5) == 0);
    CHECK(kernel.first_crossing({2, 0, -9}, 1, 5) == 0);
}
