// The steps of the pair rule, and its bounds.
#include "engine/stdp.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;

namespace {

StdpSpec spec(double mu, double A = 0.1) { return {true, 50, A, 0.8 * A, 20, 30, mu, mu}; }

}  // namespace

TEST_CASE("additive steps do not depend on the weight, multiplicative ones go with what is left to the bound") {
    const StdpRule additive(spec(0)), multiplicative(spec(1)), between(spec(0.4));
    for (const double w : {5.0, 20.0, 40.0}) {
        CHECK(additive.potentiated(w, 0.5) == doctest::Approx(w + 50 * 0.1 * 0.5).epsilon(1e-14));
        CHECK(additive.depressed(w, 0.5) == doctest::Approx(w - 50 * 0.08 * 0.5).epsilon(1e-14));
        CHECK(multiplicative.potentiated(w, 0.5) == doctest::Approx(w + (50 - w) * 0.1 * 0.5).epsilon(1e-14));
        CHECK(multiplicative.depressed(w, 0.5) == doctest::Approx(w * (1 - 0.08 * 0.5)).epsilon(1e-14));
        CHECK(between.potentiated(w, 0.5) ==
              doctest::Approx(w + 50 * 0.1 * std::pow(1 - w / 50, 0.4) * 0.5).epsilon(1e-14));
        CHECK(between.depressed(w, 0.5) == doctest::Approx(w - 50 * 0.08 * std::pow(w / 50, 0.4) * 0.5).epsilon(1e-14));
    }
}

TEST_CASE("no step leaves the bounds, whatever the exponent and the trace") {
    for (const double mu : {0.0, 0.01, 0.4, 1.0, 30.0})
        for (const double trace : {0.0, 0.1, 3.0, 1e300}) {
            const StdpRule rule(spec(mu, 1));
            for (const double w : {0.0, 1e-310, 1e-9, 25.0, 50.0}) {
                CHECK(rule.potentiated(w, trace) >= w);
                CHECK(rule.potentiated(w, trace) <= 50);
                CHECK(rule.depressed(w, trace) >= 0);
                CHECK(rule.depressed(w, trace) <= w);
            }
        }
}

TEST_CASE("without a trace a weight stays") {
    for (const double mu : {0.0, 0.4, 1.0}) {
        CHECK(StdpRule(spec(mu)).potentiated(12.5, 0) == 12.5);
        CHECK(StdpRule(spec(mu)).depressed(12.5, 0) == 12.5);
    }
}
