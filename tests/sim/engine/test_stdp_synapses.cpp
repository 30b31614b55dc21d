// Synapses on their way through arrivals and spikes, slice by slice.
#include "engine/stdp_synapses.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace limen;

namespace {

constexpr double w_max = 50, A_plus = 0.1, A_minus = 0.08, tau_plus = 20, tau_minus = 30, initial = 20;

// One synapse of 20 pA from source 3 to unit 1 of a block of two.
struct OneSynapse {
    StdpRule rule;
    SliceClock slices;
    std::vector<SynapseRows::Sources> classes{{3, 1, false, true}};
    std::vector<BlockSynapse> drawn{{3, 1, 0, initial}};
    SynapseRows rows{classes, drawn};
    StdpSynapses synapses{rows, 0, 2};
    SliceSpikes spikes;
    StdpStates states;

    explicit OneSynapse(double mu = 0, double slice = 1.5)
        : rule({true, w_max, A_plus, A_minus, tau_plus, tau_minus, mu, mu}),
          slices(slice),
          spikes{std::vector<std::vector<double>>(2), {}},
          states(synapses, rule, rows, 0, spikes) {
        states.start();
    }
    // Takes it through arrivals and spikes of unit 1 until `until` (ms); gives the weight at each arrival. As a
    // population does: spikes are found in the order of time, when all arrivals of their slice are known.
    std::vector<double> run(const std::vector<double>& arrivals, const std::vector<double>& posts, double until) {
        std::vector<double> weights(arrivals.size());
        for (std::int64_t slice = 0; static_cast<double>(slice) * slices.length() < until; ++slice) {
            states.begin(slice);
            for (std::size_t a = 0; a < arrivals.size(); ++a)
                if (const Time time = slices.at(arrivals[a]); time.slice == slice) {
                    states.arrive(3, time.offset, slices, std::span(weights).subspan(a, 1));
                }
            for (const double post : posts)
                if (const Time time = slices.at(post); time.slice == slice) {
                    if (spikes.units.empty()) spikes.units.push_back(1);
                    spikes.offsets[1].push_back(time.offset);
                    states.revise(1, slices);
                }
            states.end(slices, slices.between({slice, 0}, slices.at(until)));
            spikes.offsets[1].clear();
            spikes.units.clear();
        }
        return weights;
    }
};

}  // namespace

TEST_CASE("one pair changes the weight by the exponential window of its distance, in any slice") {
    for (const double slice : {0.1, 1.5, 100.0})
        for (const double distance : {0.3, 2.0, 15.0, 60.0}) {
            OneSynapse before(0, slice), after(0, slice);
            before.run({5}, {5 + distance}, 80);
            CHECK(before.states.weight(0) ==
                  doctest::Approx(initial + w_max * A_plus * std::exp(-distance / tau_plus)).epsilon(1e-13));
            const double expected = initial - w_max * A_minus * std::exp(-distance / tau_minus);
            CHECK(after.run({5 + distance}, {5}, 80)[0] == doctest::Approx(expected).epsilon(1e-13));
            CHECK(after.states.weight(0) == doctest::Approx(expected).epsilon(1e-13));
        }
}

TEST_CASE("an arrival and a spike at the very same time make no pair") {
    for (const double slice : {0.25, 100.0}) {
        OneSynapse synapse(0, slice);
        synapse.run({5}, {5}, 10);
        CHECK(synapse.states.weight(0) == initial);
        // Both leave their traces for later ones.
        OneSynapse more(0, slice);
        const double up = w_max * A_plus * std::exp(-2 / tau_plus), down = w_max * A_minus * std::exp(-3 / tau_minus);
        more.run({5, 8}, {5, 7}, 10);
        const double second = w_max * A_minus * std::exp(-1 / tau_minus);
        CHECK(more.states.weight(0) == doctest::Approx(initial + up - down - second).epsilon(1e-13));
    }
}

TEST_CASE("a spike at the very start pairs with nothing") {
    OneSynapse synapse(0, 1);
    synapse.run({5}, {0}, 3);
    CHECK(synapse.states.weight(0) == initial);
}

TEST_CASE("all pairs count, each where the weight then is: the slices make no difference") {
    const std::vector<double> arrivals{1, 1.2, 3.7, 9.1, 9.3, 20}, posts{0.5, 1.1, 1.3, 9.2, 9.25, 15, 20.5};
    for (const double mu : {0.0, 0.4, 1.0}) {
        const std::vector<double> whole = OneSynapse(mu, 100).run(arrivals, posts, 30);
        const std::vector<double> cut = OneSynapse(mu, 0.1).run(arrivals, posts, 30);
        for (std::size_t a = 0; a < arrivals.size(); ++a) CHECK(whole[a] == doctest::Approx(cut[a]).epsilon(1e-13));
    }
    // The first three steps of the multiplicative rule, by hand.
    const std::vector<double> weights = OneSynapse(1, 100).run(arrivals, posts, 30);
    double w = initial;
    w -= w * A_minus * std::exp(-0.5 / tau_minus);
    CHECK(weights[0] == doctest::Approx(w).epsilon(1e-13));
    w += (w_max - w) * A_plus * std::exp(-0.1 / tau_plus);
    w -= w * A_minus * (std::exp(-0.7 / tau_minus) + std::exp(-0.1 / tau_minus));
    CHECK(weights[1] == doctest::Approx(w).epsilon(1e-13));
}

TEST_CASE("what happens after the end of a trial does not count, and the next one begins anew") {
    OneSynapse synapse(0, 4);
    synapse.run({1, 3}, {2, 3.5}, 2.5);
    const double expected = initial + w_max * A_plus * std::exp(-1 / tau_plus);
    CHECK(synapse.states.weight(0) == doctest::Approx(expected).epsilon(1e-13));
    synapse.states.start();
    CHECK(synapse.states.weight(0) == initial);
    synapse.run({1}, {2}, 2.5);
    CHECK(synapse.states.weight(0) == doctest::Approx(expected).epsilon(1e-13));
}
