// Synapses that differ: what their parameters are drawn from, and that each goes its own way.
#include "engine/short_term_synapses.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;

namespace {

Random stream(std::uint32_t id = 0) { return Random(1, Purpose::plasticity, id); }

}  // namespace

TEST_CASE("parameters have the mean and the spread that are asked for") {
    constexpr std::size_t n = 20'000;
    const ShortTermSynapses synapses({0.5, 0.05, 200, 40, 100, 10}, n, stream());
    double sum_U = 0, squares_U = 0, sum_rec = 0, squares_rec = 0, sum_facil = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const ShortTermParameters p = synapses[i];
        sum_U += p.U;
        squares_U += (p.U - 0.5) * (p.U - 0.5);
        sum_rec += p.tau_rec;
        squares_rec += (p.tau_rec - 200) * (p.tau_rec - 200);
        sum_facil += p.tau_facil;
    }
    // 5 standard errors; nothing is cut off, because 0 and 1 are 5 deviations away or more.
    const double error = 5 / std::sqrt(static_cast<double>(n));
    CHECK(std::fabs(sum_U / n - 0.5) < 0.05 * error);
    CHECK(std::sqrt(squares_U / n) == doctest::Approx(0.05).epsilon(error));
    CHECK(std::fabs(sum_rec / n - 200) < 40 * error);
    CHECK(std::sqrt(squares_rec / n) == doctest::Approx(40).epsilon(error));
    CHECK(std::fabs(sum_facil / n - 100) < 10 * error);
}

TEST_CASE("however wide the spreads, U is above 0 and at most 1 and the time constants are above 0 and finite") {
    const ShortTermSynapses synapses({0.01, 1, 1, 9e29, 0, 1e-300}, 2000, stream());
    for (std::size_t i = 0; i < synapses.size(); ++i) {
        const ShortTermParameters p = synapses[i];
        CHECK(p.U > 0);
        CHECK(p.U <= 1);
        CHECK(p.tau_rec > 0);
        CHECK(std::isfinite(p.tau_rec));
    }
}

TEST_CASE("what has no spread is the same in all synapses, to a 32-bit number") {
    const ShortTermSynapses synapses({0.3, 0, 100, 20, 7, 0}, 100, stream());
    for (std::size_t i = 0; i < synapses.size(); ++i) {
        CHECK(synapses[i].U == 0.3F);
        CHECK(synapses[i].tau_facil == 7);
    }
}

TEST_CASE("each synapse has a state of its own, that every trial begins anew") {
    // Two sources, 4 and 5; the first has two synapses, the second one.
    const std::vector<SynapseRows::Sources> classes{{4, 2, false, true}};
    const std::vector<BlockSynapse> drawn{{4, 7, 0, 10}, {5, 1, 0, 20}, {4, 3, 0, 30}};
    const SynapseRows rows(classes, drawn);
    const ShortTermSynapses synapses({0.5, 0.2, 100, 30, 50, 20}, 3, stream());
    ShortTermStates states(synapses, rows, 0);
    const SliceClock slices(0.5);
    for (int trial = 0; trial < 2; ++trial) {
        states.start();
        ShortTermState expected[3];
        std::vector<double> weights(2);
        double last = 0;
        for (const double time : {1.25, 3.0, 60.0}) {
            states.transmit(4, slices.at(time), slices, weights);
            CHECK(weights[0] == doctest::Approx(10 * expected[0].transmit(synapses[0], time - last)).epsilon(1e-14));
            CHECK(weights[1] == doctest::Approx(30 * expected[1].transmit(synapses[1], time - last)).epsilon(1e-14));
            last = time;
        }
        weights.resize(1);
        states.transmit(5, slices.at(70), slices, weights);
        CHECK(weights[0] == 20 * synapses[2].U);
    }
}
