// Synapses with delays of their own on their way through arrivals and spikes: as those that share a delay.
#include "engine/continuous_stdp.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace limen;

namespace {

constexpr double w_max = 50, A_plus = 0.1, A_minus = 0.08, tau_plus = 20, tau_minus = 30, initial = 20;

// Synapses of 20 pA from sources 3 and 4 to unit 1 of a block of two.
struct TwoSynapses {
    StdpRule rule;
    SliceClock slices;
    std::vector<SynapseRows::Sources> classes{{3, 2, true}};
    std::vector<BlockSynapse> drawn{{3, 1, 0, initial, 1.5F}, {4, 1, 0, initial, 2.5F}};
    SynapseRows rows{classes, drawn};
    StdpSynapses synapses{rows, 0, 2};
    ContinuousStdp states;

    explicit TwoSynapses(double mu, double slice)
        : rule({true, w_max, A_plus, A_minus, tau_plus, tau_minus, mu, mu}),
          slices(slice),
          states(synapses, rule, rows, 0, 2) {
        states.start();
    }
    // Takes the first through arrivals and spikes of unit 1 until `until` (ms), and the second through the same 0.3 ms
    // later; gives the weights at the first one's arrivals.
    std::vector<double> run(const std::vector<double>& arrivals, const std::vector<double>& posts, double until) {
        std::vector<double> weights(arrivals.size()), others(arrivals.size());
        for (std::int64_t slice = 0; static_cast<double>(slice) * slices.length() < until; ++slice) {
            states.begin(slice, slices.between({slice, 0}, slices.at(until)));
            std::vector<std::pair<double, std::uint32_t>> events;
            for (std::size_t a = 0; a < arrivals.size(); ++a)
                for (const std::uint32_t synapse : {0U, 1U})
                    events.emplace_back(arrivals[a] + 0.3 * synapse, static_cast<std::uint32_t>(2 * a) + synapse);
            std::sort(events.begin(), events.end());
            for (const auto& [ms, number] : events) {
                const Time time = slices.at(ms);
                if (time.slice != slice) continue;
                const std::size_t a = number / 2;
                const double left = rule.arrivals_left(a == 0 ? 1 : arrivals[a] - arrivals[a - 1]);
                states.arrive({number % 2, 1, time.offset, left, 1}, slices, (number % 2 == 0 ? weights : others)[a]);
            }
            for (const double post : posts)
                if (const Time time = slices.at(post); time.slice == slice) states.spiked(1, time.offset, slices);
            states.end();
        }
        return weights;
    }
};

}  // namespace

TEST_CASE("one pair changes the weight by the exponential window of its distance, in any slice") {
    for (const double slice : {0.1, 1.5, 100.0})
        for (const double distance : {0.4, 2.0, 15.0, 60.0}) {
            TwoSynapses before(0, slice), after(0, slice);
            before.run({5}, {5 + distance}, 80);
            for (const std::size_t synapse : {0U, 1U}) {
                const double passed = distance - 0.3 * static_cast<double>(synapse);
                CHECK(before.states.weight(synapse) ==
                      doctest::Approx(initial + w_max * A_plus * std::exp(-passed / tau_plus)).epsilon(1e-13));
            }
            const double expected = initial - w_max * A_minus * std::exp(-distance / tau_minus);
            CHECK(after.run({5 + distance}, {5}, 80)[0] == doctest::Approx(expected).epsilon(1e-13));
            CHECK(after.states.weight(0) == doctest::Approx(expected).epsilon(1e-13));
        }
}

TEST_CASE("an arrival and a spike at the very same time make no pair, and leave their traces for later ones") {
    for (const double slice : {0.25, 100.0}) {
        TwoSynapses synapse(0, slice);
        synapse.run({5}, {5}, 10);
        CHECK(synapse.states.weight(0) == initial);
        TwoSynapses more(0, slice);
        const double up = w_max * A_plus * std::exp(-2 / tau_plus), down = w_max * A_minus * std::exp(-3 / tau_minus);
        more.run({5, 8}, {5, 7}, 10);
        const double second = w_max * A_minus * std::exp(-1 / tau_minus);
        CHECK(more.states.weight(0) == doctest::Approx(initial + up - down - second).epsilon(1e-13));
    }
}

TEST_CASE("a spike at the very start pairs with nothing") {
    TwoSynapses synapse(0, 1);
    synapse.run({5}, {0}, 3);
    CHECK(synapse.states.weight(0) == initial);
}

TEST_CASE("all pairs count, each where the weight then is: the slices make no difference") {
    const std::vector<double> arrivals{1, 1.2, 3.7, 9.1, 9.3, 20}, posts{0.5, 1.1, 1.3, 9.2, 9.25, 15, 20.5};
    for (const double mu : {0.0, 0.4, 1.0}) {
        const std::vector<double> whole = TwoSynapses(mu, 100).run(arrivals, posts, 30);
        const std::vector<double> cut = TwoSynapses(mu, 0.1).run(arrivals, posts, 30);
        for (std::size_t a = 0; a < arrivals.size(); ++a) CHECK(whole[a] == doctest::Approx(cut[a]).epsilon(1e-13));
    }
    const std::vector<double> weights = TwoSynapses(1, 100).run(arrivals, posts, 30);
    double w = initial;
    w -= w * A_minus * std::exp(-0.5 / tau_minus);
    CHECK(weights[0] == doctest::Approx(w).epsilon(1e-13));
    w += (w_max - w) * A_plus * std::exp(-0.1 / tau_plus);
    w -= w * A_minus * (std::exp(-0.7 / tau_minus) + std::exp(-0.1 / tau_minus));
    CHECK(weights[1] == doctest::Approx(w).epsilon(1e-13));
}

TEST_CASE("what happens after the end of a trial does not count, and the next one begins anew") {
    TwoSynapses synapse(0, 4);
    synapse.run({1, 3}, {2, 3.5}, 2.5);
    const double expected = initial + w_max * A_plus * std::exp(-1 / tau_plus);
    CHECK(synapse.states.weight(0) == doctest::Approx(expected).epsilon(1e-13));
    synapse.states.start();
    CHECK(synapse.states.weight(0) == initial);
    synapse.run({1}, {2}, 2.5);
    CHECK(synapse.states.weight(0) == doctest::Approx(expected).epsilon(1e-13));
}
