// States as they are, and parameters that change between two calls.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <functional>
#include <thread>
#include <tuple>

#include "../engine/built_plugins.hpp"
#include "limen/core/error.hpp"
#include "limen/record/memory_sink.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;
using test::built_plugins;

namespace {

Model model_of(const std::string& text) { return parse_model(text, "m.toml", built_plugins()); }

// Neurons that no one hears; `more`: keys of theirs.
std::string neurons(const std::string& more, const std::string& rest = "") {
    return R"([simulation]
stop = 100
slice = 0.25
[population.p]
model = "lif"
size = 5
I_e = 300.0
V_init = [-70.0, -56.0]
)" + more + R"([record.spikes]
population = "p"
state = "spikes"
[record.v]
population = "p"
state = "V_m"
period = 1.0
precision = "double"
)" + rest;
}

const std::string noise = R"([drive.n]
model = "poisson"
target = "p"
rate = 2000.0
weight = 40.0
)";
const std::string step = R"([drive.s]
model = "step_current"
target = "p"
times = [0.0, 60.0]
values = [100.0, 400.0]
)";

bool says(const std::function<void()>& call, const std::string& part) {
    std::string told;
    try {
        call();
    } catch (const Error& error) {
        told = error.what();
    }
    CAPTURE(told);
    return told.find(part) != std::string::npos;
}

// The times of all spikes, of a run in which something changes before it begins.
std::vector<double> spikes_of(const std::string& text, const std::function<void(Simulation&)>& change) {
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    Simulation simulation(model_of(text), options);
    simulation.start(0);
    change(simulation);
    simulation.run();
    const auto times = memory.spikes("p").times;
    return {times.begin(), times.end()};
}

}  // namespace

TEST_CASE("a state as it is now is the sample of that moment, to the last bit") {
    for (const std::string more : {"", "q_sfa = 1.0\n"}) {
        CAPTURE(more);
        MemorySink memory;
        RunOptions options;
        options.sinks = {&memory};
        Simulation simulation(model_of(neurons(more, noise)), options);
        std::vector<std::pair<double, std::vector<double>>> seen;
        while (simulation.advance(7) < 100) {
            const auto now = simulation.state("p", "V_m");
            if (simulation.now() == std::floor(simulation.now()))
                seen.emplace_back(simulation.now(), std::vector<double>(now.begin(), now.end()));
        }
        simulation.finish();
        REQUIRE(seen.size() > 3);
        for (const auto& [time, values] : seen)
            for (std::size_t unit = 0; unit < 5; ++unit)
                CHECK(values[unit] == memory.states("v").at(static_cast<std::size_t>(time) - 1, unit));
    }
}

TEST_CASE("a parameter that changes before a trial begins gives the run of a model that has it so") {
    struct Change {
        std::string from, to, key;
        Value value;
    };
    const std::vector<double> other_step{300, -50};
    const std::vector<Change> changes{{"I_e = 300.0", "I_e = 450.0", "population.p.I_e", 450},
                                      {"size = 5", "size = 5\nV_th = -58.0", "population.p.V_th", -58.0},
                                      {"size = 5", "size = 5\nt_ref = 5.0", "population.p.t_ref", 5.0},
                                      {"size = 5", "size = 5\ntau_m = 14.0", "population.p.tau_m", 14},
                                      {"size = 5", "size = 5\nC_m = 200.0", "population.p.C_m", 200},
                                      {"rate = 2000.0", "rate = 3000.0", "drive.n.rate", 3000.0},
                                      {"values = [100.0, 400.0]", "values = [300, -50]", "drive.s.values", other_step}};
    for (const std::string more : {"", "q_sfa = 1.0\n", "synapse = \"alpha\"\n"})
        for (const Change& change : changes) {
            CAPTURE(more + change.key);
            const std::string before = neurons(more, noise + step);
            std::string text = before;
            text.replace(text.find(change.from), change.from.size(), change.to);
            const auto wanted = spikes_of(text, [](Simulation&) {});
            const auto changed =
                spikes_of(before, [&](Simulation& simulation) { simulation.set(change.key, change.value); });
            REQUIRE(wanted.size() > 3);
            REQUIRE(changed.size() == wanted.size());
            for (std::size_t i = 0; i < wanted.size(); ++i)
                CHECK(changed[i] == doctest::Approx(wanted[i]).epsilon(1e-11));
        }
}

TEST_CASE("a change in the middle leaves what was, and bends what comes, as the equation says") {
    for (const std::string more : {"V_th = 1000.0\n", "V_th = 1000.0\nq_sfa = 1.0\n"}) {
        CAPTURE(more);
        Simulation simulation(model_of(neurons(more + "E_L = -70.0\ntau_m = 10.0\nC_m = 250.0\n", step)));
        simulation.advance(40);
        const double changed_at = simulation.now(), before = simulation.state("p", "V_m")[2];
        simulation.set("population.p.I_e", 900.0);
        CHECK(simulation.state("p", "V_m")[2] == doctest::Approx(before).epsilon(1e-14));
        simulation.set("drive.s.values", std::vector<double>{-200, 400});
        simulation.advance(10);
        // V' = (E_L - V) / tau_m + I / C_m, with I = 900 - 200 pA from then on.
        const double rest = -70 + (900.0 - 200) * 10 / 250, passed = simulation.now() - changed_at;
        CHECK(simulation.state("p", "V_m")[2] ==
              doctest::Approx(rest + (before - rest) * std::exp(-passed / 10)).epsilon(1e-12));
        const RunSummary summary = simulation.run();
        REQUIRE(summary.warnings.size() >= 2);
        CHECK(summary.warnings.end()[-2].starts_with("population.p.I_e became 900.0 after 40 ms of trial 0"));
    }
}

TEST_CASE("what cannot change is refused, and nothing has changed") {
    Simulation simulation(model_of(neurons("", noise)));
    CHECK(says([&] { simulation.state("p", "V_m"); }, "no trial goes on"));
    simulation.advance(10);
    const double before = simulation.state("p", "V_m")[0];
    CHECK(says([&] { simulation.set("population.p.size", 6); }, "population.p.size cannot change while"));
    CHECK(says([&] { simulation.set("population.p.synapse", "delta"); }, "cannot change while"));
    CHECK(says([&] { simulation.set("population.p.tau_m", -3.0); }, "population.p.tau_m: is -3"));
    CHECK(says([&] { simulation.set("population.p.tau_m", "long"); }, "it must be"));
    CHECK(says([&] { simulation.set("population.p.tua_m", 3.0); }, "did you mean \"tau_m\"?"));
    CHECK(says([&] { simulation.set("population.q.tau_m", 3.0); }, "there is no population \"q\""));
    CHECK(says([&] { simulation.set("population.p.V_reset", -50.0); }, "V_reset"));
    CHECK(says([&] { simulation.set("drive.m.rate", 3.0); }, "there is no drive \"m\""));
    CHECK(says([&] { simulation.set("drive.n.rate", -3.0); }, "drive.n.rate: is -3"));
    CHECK(says([&] { simulation.set("projection.x.weight", 3.0); }, "synapses are drawn when it is built"));
    CHECK(says([&] { simulation.set("rate", 3.0); }, "names no parameter"));
    CHECK(says([&] { simulation.set("simulation.seed.x", 3); }, "parameters of [population.*] and [drive.*] can"));
    CHECK(says([&] { simulation.state("p", "V_n"); }, "has no state \"V_n\"; did you mean \"V_m\"?"));
    CHECK(says([&] { simulation.state("q", "V_m"); }, "there is no population \"q\""));
    CHECK(says([&] { simulation.state("p", "filtered"); }, "only where a [record.*] asks for it"));
    CHECK(simulation.state("p", "V_m")[0] == before);
    CHECK(simulation.run().warnings.empty());
    CHECK(says([&] { simulation.set("population.p.I_e", 3.0); }, "has been finished"));
}

TEST_CASE("simulations with different threads at the same time give what each gives alone") {
    const Model model = model_of(neurons("", noise));
    const auto spikes = [&](unsigned count) {
        MemorySink memory;
        RunOptions options;
        options.sinks = {&memory};
        options.context = Context({.threads = count});
        Simulation(model, options).run();
        const auto times = memory.spikes("p").times;
        return std::vector<double>(times.begin(), times.end());
    };
    const std::vector<double> alone = spikes(1);
    std::array<std::vector<double>, 3> found;
    {
        std::vector<std::jthread> at_once;
        for (unsigned i = 0; i < found.size(); ++i) at_once.emplace_back([&, i] { found[i] = spikes(i + 1); });
    }
    for (const std::vector<double>& times : found) CHECK(times == alone);
}
