// The mathematics of one neuron: the kernel through its singular point, and the certified search for a crossing.
#include "lsm/lif_kernel.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

// psi(s) = e^(-s/tau_m) (1 - e^(-x)) / d and chi(s) = e^(-s/tau_m) (1 - (1 + x) e^(-x)) / d^2 with d = 1/tau_s -
// 1/tau_m and x = s d, by their series where x is small: neither cancels in long double.
struct Exact {
    long double psi, chi;
};
Exact exact_response(double s_double, double tau_m_double, double tau_s_double) {
    const long double s = s_double, tau_m = tau_m_double, tau_s = tau_s_double;
    const long double d = (tau_m - tau_s) / (tau_m * tau_s), x = s * d, decay = std::exp(-s / tau_m);
    if (std::fabs(x) > 0.5L) return {decay * -std::expm1(-x) / d, decay * (1 - (1 + x) * std::exp(-x)) / (d * d)};
    long double zeroth = 0, first = 0, term = 1;  // the integrals of e^(-xu) and u e^(-xu) over [0, 1]
    for (int n = 0; n < 30; ++n) {
        zeroth += term / (n + 1);
        first += term / (n + 2);
        term *= -x / (n + 1);
    }
    return {decay * s * zeroth, decay * s * s * first};
}

template <int order>
Moment<order> random_moment(Random& random) {
    Moment<order> start{-10 * random.uniform(), {}, {}};
    for (std::size_t c = 0; c < order; ++c) {
        start.ex[c] = 10 * random.uniform();
        start.in[c] = -10 * random.uniform();
    }
    return start;
}

}  // namespace

TEST_CASE("psi and chi are accurate for every tau_syn, from far below tau_m through it and far above") {
    for (const double tau_m : {1.0, 10.0, 20.0})
        for (int decade = -16; decade <= 1; ++decade)
            for (const double sign : {-1.0, 1.0}) {
                const double tau_s = tau_m * (1 + sign * std::pow(10, decade) * 0.7);
                if (tau_s <= 0) continue;
                const LifKernel<2> kernel(tau_m, tau_s, tau_s);
                for (const double s : {1e-3, 0.1, 1.0, 3.0, 20.0}) {
                    CAPTURE(tau_s);
                    CAPTURE(s);
                    const auto [psi, chi] = kernel.response_ex(s, kernel.decay(s));
                    const Exact exact = exact_response(s, tau_m, tau_s);
                    CHECK(psi == doctest::Approx(static_cast<double>(exact.psi)).epsilon(4e-13));
                    // Beside its peak, which is of the order of tau_s^2 or tau_s tau_m.
                    CHECK(std::fabs(chi - static_cast<double>(exact.chi)) < 1e-15 * tau_s * std::max(tau_s, tau_m));
                }
            }
}

TEST_CASE("the bounds of psi and chi are at least these everywhere, and reached") {
    for (const double tau_s : {0.5, 9.9999999, 10.0, 10.5, 80.0}) {
        const LifKernel<2> kernel(10, tau_s, tau_s);
        for (const double span : {0.1, 1.0, 5.0, 12.0, 300.0}) {
            const Decay d = kernel.decay(span);
            const Current<2> bound = kernel.ex().most_response<2>(span, d.m, d.ex);
            Current<2> most{};
            for (int i = 0; i <= 2000; ++i) {
                const double s = span * i / 2000;
                const Current<2> here = kernel.response_ex(s, kernel.decay(s));
                for (std::size_t c = 0; c < 2; ++c) most[c] = std::max(most[c], here[c]);
            }
            for (std::size_t c = 0; c < 2; ++c) {
                CHECK(bound[c] >= most[c] * (1 - 1e-14));
                CHECK(bound[c] <= most[c] * (1 + 1e-3));
            }
        }
    }
}

TEST_CASE_TEMPLATE("two short moves of a state are one long move", Order, std::integral_constant<int, 0>,
                   std::integral_constant<int, 1>, std::integral_constant<int, 2>) {
    constexpr int order = Order::value;
    const LifKernel<order> kernel(12, 3, 7);
    Random random(2, Purpose::drive, 0);
    const Moment<order> start = random_moment<order>(random);
    for (const double s : {0.01, 0.7, 5.0}) {
        const Moment<order> once = kernel.later(start, 2 * s), twice = kernel.later(kernel.later(start, s), s);
        CHECK(once.m == doctest::Approx(twice.m).epsilon(1e-13));
        for (std::size_t c = 0; c < order; ++c) {
            CHECK(once.ex[c] == doctest::Approx(twice.ex[c]).epsilon(1e-14));
            CHECK(once.in[c] == doctest::Approx(twice.in[c]).epsilon(1e-14));
        }
    }
}

TEST_CASE_TEMPLATE("the first crossing is found where a fine scan finds one, and none where it finds none", Order,
                   std::integral_constant<int, 0>, std::integral_constant<int, 1>, std::integral_constant<int, 2>) {
    constexpr int order = Order::value;
    Random random(1, Purpose::drive, 0);
    int crossings = 0, near_misses = 0;
    for (int i = 0; i < 4000; ++i) {
        const LifKernel<order> kernel(5 + 20 * random.uniform(), 0.3 + 20 * random.uniform(),
                                      0.3 + 20 * random.uniform());
        const Moment<order> start = random_moment<order>(random);
        const double span = 30 * random.uniform();
        constexpr int steps = 4000;
        double highest = start.m;
        for (int k = 1; k <= steps; ++k) highest = std::max(highest, kernel.later(start, span * k / steps).m);
        // Half of the thresholds lie just around the highest point, where a crossing is easily missed.
        const double theta =
            i % 2 == 0 ? highest + 1e-3 * (random.uniform() - 0.5) : (order == 0 ? -10 : 10) * random.uniform();
        if (theta <= start.m) continue;
        CAPTURE(i);
        const double found = kernel.first_crossing(start, theta, span);
        if (highest >= theta) {
            REQUIRE(found < never);
            CHECK(found <= span);
            CHECK(kernel.later(start, found).m == doctest::Approx(theta).scale(order == 2 ? 1000 : 1).epsilon(1e-12));
            // Nothing before it reaches the threshold.
            for (int k = 1; k < 50; ++k) CHECK(kernel.later(start, found * k / 50).m < theta);
            ++crossings;
        } else if (found == never) {
            ++near_misses;
        } else {
            // Between two points of the scan: then it must be true.
            CHECK(kernel.later(start, found).m == doctest::Approx(theta).scale(order == 2 ? 1000 : 1).epsilon(1e-12));
        }
    }
    CHECK(crossings > 500);
    CHECK(near_misses > 500);
}

TEST_CASE("a state at or above the threshold crosses at once") {
    const LifKernel<1> kernel(10, 2, 2);
    CHECK(kernel.first_crossing({1, {0}, {0}}, 1, 5) == 0);
    CHECK(kernel.first_crossing({2, {0}, {-9}}, 1, 5) == 0);
}
