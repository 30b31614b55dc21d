// Neurons that are taken event by event: they do what those with shared factors do, and what those cannot.
#include "lsm/lif_event_state.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "lif_fixture.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

// The same neurons, but for the engine they might differ.
Lif listed(Lif lif) {
    lif.C_m.values.assign(static_cast<std::size_t>(lif.size), lif.C_m.values[0]);
    return lif;
}

}  // namespace

TEST_CASE("neurons taken one by one spike as those with shared factors do, whatever their synapses") {
    for (const char* synapse : {"delta", "exponential", "alpha"}) {
        CAPTURE(synapse);
        Lif lif = resting(20);
        lif.synapse = synapse;
        lif.I_e = 250;
        const auto inputs = random_inputs(20, 200, std::string(synapse) == "delta" ? 1.5 : 400);
        const std::vector<TimedCurrent> currents{{20.2, std::vector<double>(20, 150)},
                                                 {90, std::vector<double>(20, -40)}};
        LifBench shared(lif, 0.5), own(listed(lif), 0.5);
        CHECK(dynamic_cast<LifEventState*>(shared.state.get()) == nullptr);
        CHECK(dynamic_cast<LifEventState*>(own.state.get()) != nullptr);
        const auto expected = shared.run(inputs, 200, currents), found = own.run(inputs, 200, currents);
        CHECK(expected.size() > 100);
        REQUIRE(found.size() == expected.size());
        for (std::size_t i = 0; i < found.size(); ++i) {
            CHECK(found[i].time == doctest::Approx(expected[i].time).epsilon(1e-12));
            CHECK(found[i].unit == expected[i].unit);
        }
        for (const LifObservable what : {LifObservable::V_m, LifObservable::I_ex, LifObservable::I_in})
            CHECK(own.observe(3, what) == doctest::Approx(shared.observe(3, what)).epsilon(1e-9));
        CHECK(own.state->synaptic_events() == inputs.size());
    }
}

TEST_CASE("a threshold that each spike raises for good makes intervals of the formula") {
    // T_n = tau_m ln((RI - V_reset) / (RI - V_th - n q_sfa)) + t_ref, while the raise does not decay.
    Lif lif = resting(1);
    lif.V_reset = 5;
    lif.V_init = {5.0};
    lif.I_e = 750;  // RI = 30 mV
    lif.t_ref = 1;
    lif.q_sfa = 2;
    lif.tau_sfa = 1e15;
    LifBench bench(lif, 1);
    const auto spikes = bench.run({}, 200);
    REQUIRE(spikes.size() == 8);  // the eighth threshold is 29 mV, the ninth 31
    double expected = 0;
    for (std::size_t n = 0; n < spikes.size(); ++n) {
        expected += 10 * std::log((30.0 - 5) / (30 - 15 - 2 * static_cast<double>(n))) + (n > 0 ? 1 : 0);
        CHECK(spikes[n].time == doctest::Approx(expected).epsilon(1e-12));
    }
}

TEST_CASE("a raised threshold falls back with its time constant") {
    Lif lif = resting(1);
    lif.synapse = "delta";
    lif.q_sfa = 5;
    lif.tau_sfa = 20;
    lif.t_ref = 0;
    // Jumps of 17 mV: above 15 mV + 5 mV e^(-t / 20 ms) from t = 20 ms ln(5 / 2) on.
    const double border = 20 * std::log(5 / (17 - 15.0));
    for (const double shift : {-1e-6, 1e-6}) {
        LifBench bench(lif, 1);
        CHECK(bench.run({{1, 17}, {1 + border + shift, 17}}, 60).size() == (shift < 0 ? 1 : 2));
    }
}

TEST_CASE("the parameters of a unit are its own") {
    Lif lif = resting(3);
    lif.V_reset = 5;
    lif.V_init = {5.0};
    lif.I_e = 500;  // pA
    lif.tau_m.values = {8, 10, 12};
    lif.C_m.values = {200, 250, 300};  // RI = 20 mV for all
    lif.t_ref.values = {1, 2, 3};
    LifBench bench(lif, 0.5);
    const auto spikes = bench.run({}, 60);
    std::vector<double> next(3);
    for (std::size_t i = 0; i < 3; ++i) next[i] = lif.tau_m.values[i] * std::log(3.0);
    for (const TimedSpike& spike : spikes) {
        CHECK(spike.time == doctest::Approx(next[spike.unit]).epsilon(1e-12));
        next[spike.unit] += lif.t_ref.values[spike.unit] + lif.tau_m.values[spike.unit] * std::log(3.0);
    }
    CHECK(spikes.size() > 10);
}
