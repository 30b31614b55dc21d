// One synapse with short-term plasticity, against closed forms.
#include "engine/short_term.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace limen;

namespace {

const std::vector<ShortTermParameters> various{
    {0.5, 800, 0}, {0.05, 100, 1000}, {0.2, 20, 20}, {1, 50, 0}, {1, 5, 500}};

}  // namespace

TEST_CASE("the first spike uses U of all resources, whenever it comes") {
    for (const ShortTermParameters& p : various)
        for (const double time : {0.0, 0.1, 1e9}) {
            ShortTermState state;
            CHECK(state.transmit(p, time) == p.U);
        }
}

TEST_CASE("regular spikes settle at the fixed point of both equations") {
    for (const ShortTermParameters& p : various)
        for (const double interval : {1.0, 10.0, 100.0}) {
            ShortTermState state;
            double transmitted = 0;
            for (int i = 0; i < 20'000; ++i) transmitted = state.transmit(p, interval);
            const double kept = p.tau_facil > 0 ? std::exp(-interval / p.tau_facil) : 0;
            const double missing = std::exp(-interval / p.tau_rec);
            const double u = p.U / (1 - (1 - p.U) * kept), x = (1 - missing) / (1 - (1 - u) * missing);
            CAPTURE(interval);
            CHECK(transmitted == doctest::Approx(u * x).epsilon(1e-12));
        }
}

TEST_CASE("two spikes at an interval: the second finds what the first left, recovered for that time") {
    const ShortTermParameters p{0.4, 60, 30};
    for (const double interval : {0.0, 0.3, 7.0, 200.0}) {
        ShortTermState state;
        state.transmit(p, 50);
        const double u = p.U + p.U * (1 - p.U) * std::exp(-interval / p.tau_facil);
        const double x = 1 - p.U * std::exp(-interval / p.tau_rec);
        CHECK(state.transmit(p, interval) == doctest::Approx(u * x).epsilon(1e-14));
    }
}

TEST_CASE("after a long silence a synapse is as new") {
    for (const ShortTermParameters& p : various) {
        ShortTermState state;
        for (int i = 0; i < 10; ++i) state.transmit(p, 1);
        CHECK(state.transmit(p, 1e6) == doctest::Approx(p.U).epsilon(1e-14));
    }
}

TEST_CASE("nothing transmits more than its full amplitude, or less than nothing") {
    for (const ShortTermParameters& p : various) {
        ShortTermState state;
        for (int i = 0; i < 1000; ++i) {
            const double transmitted = state.transmit(p, i % 7 == 0 ? 0 : 0.01 * i);
            CHECK(transmitted >= 0);
            CHECK(transmitted <= 1);
        }
    }
}
