// A simulation in pieces is the simulation as a whole.
#include <doctest/doctest.h>

#include <atomic>
#include <cmath>
#include <functional>

#include "../engine/built_plugins.hpp"
#include "../record/second_process.hpp"
#include "limen/core/error.hpp"
#include "limen/files/identity.hpp"
#include "limen/record/memory_sink.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;
using test::built_plugins;
using test::TemporaryFolder;

namespace {

const std::string liquid = R"([population.liquid]
model = "lif"
size = 80
inhibitory = 0.2
I_e = 500.0
V_init = [-70.0, -55.0]
V_init_per_trial = true
[projection.p]
source = "liquid"
source_part = "excitatory"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 20.0
delay = 1.5
stdp = true
w_max = 60.0
[drive.noise]
model = "poisson"
target = "liquid"
rate = 500.0
weight = 30.0
[record.spikes]
population = "liquid"
state = "spikes"
[record.v]
population = "liquid"
state = "V_m"
period = 2.5
[record.w]
population = "liquid"
state = "synapses"
)";

// Three trials of data, which a reservoir hears beside the liquid.
const std::string data = R"([data.d]
reader = "csv"
train = "d.csv"
trial = "t"
frame = 5.0
[population.e]
model = "esn"
data = "d"
size = 5
density = 1.0
[record.h]
population = "e"
state = "h"
period = 5.0
)";

struct Models {
    Models() {
        std::ofstream csv(folder / "d.csv");
        csv << "t,x\n";
        for (int trial = 1; trial <= 3; ++trial)
            for (int k = 0; k < 6; ++k) csv << trial << "," << std::sin(trial + k) << "\n";
    }
    Model model(const std::string& text) const { return parse_model(text, folder / "m.toml", built_plugins()); }
    Model trials() const { return model("[simulation]\nseed = 5\n" + liquid + data); }
    Model one() const { return model("[simulation]\nseed = 5\nstop = 61\n" + liquid); }
    TemporaryFolder folder;
};

struct Taken {
    std::vector<double> times;
    std::vector<float> v;
    friend bool operator==(const Taken&, const Taken&) = default;
};

Taken taken(const MemorySink& memory, std::optional<std::size_t> trial = {}) {
    const auto spikes = trial ? memory.spikes("liquid", *trial) : memory.spikes("liquid");
    const auto v = trial ? memory.states("v", *trial) : memory.states("v");
    Taken all{{spikes.times.begin(), spikes.times.end()}, {v.values.begin(), v.values.end()}};
    // The trial's own time: sums of starts and times are rounded.
    if (trial)
        for (double& time : all.times) time = std::round((time - memory.trials()[*trial].start) * 1e9);
    return all;
}

MemorySink whole_run(const Model& model) {
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    simulate(model, options);
    return memory;
}

std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool says(const std::function<void()>& call, const std::string& part) {
    const std::string message = message_of(call);
    CAPTURE(message);
    return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("pieces of any length are the whole run, to the last bit, in memory and in the file") {
    const Models place;
    for (const Model& model : {place.one(), place.trials()}) {
        MemorySink whole;
        RunOptions options;
        options.sinks = {&whole};
        options.recording = place.folder / "whole.h5";
        const RunSummary expected = simulate(model, options);
        CHECK(whole.spikes("liquid").times.size() > 100);
        for (const double piece : {0.3, 7.0, 1000.0}) {
            MemorySink memory;
            options.sinks = {&memory};
            options.recording = place.folder / "pieces.h5";
            Simulation simulation(model, options);
            for (std::size_t trial = 0; trial < simulation.trials(); ++trial)
                for (double now = 0; now < simulation.duration(trial);) {
                    const double reached = simulation.advance(piece);
                    CHECK(reached > now);
                    CHECK(simulation.trial() == trial);
                    now = reached;
                }
            const RunSummary summary = simulation.finish();
            CHECK(taken(memory) == taken(whole));
            CHECK(memory.complete());
            CHECK(summary.trials == expected.trials);
            CHECK(summary.biological_ms == expected.biological_ms);
            CHECK(summary.populations[0].spikes == expected.populations[0].spikes);
            CHECK(summary.populations[0].synaptic_events == expected.populations[0].synaptic_events);
            CHECK(sha256_of_file(options.recording) == sha256_of_file(place.folder / "whole.h5"));
        }
    }
}

TEST_CASE("run() goes on from wherever a simulation is") {
    const Models place;
    const MemorySink whole = whole_run(place.trials());
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    Simulation simulation(place.trials(), options);
    simulation.advance(12);
    simulation.run();
    CHECK(taken(memory) == taken(whole));
    CHECK(memory.complete());
}

TEST_CASE("a trial by its number is that trial of the whole run, and one that is cut makes the recording incomplete") {
    const Models place;
    const MemorySink whole = whole_run(place.trials());
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    Simulation simulation(place.trials(), options);
    simulation.start(2);
    simulation.advance(1000);
    simulation.start(0);
    simulation.advance(10);
    simulation.finish();
    CHECK(!memory.complete());
    REQUIRE(memory.trials().size() == 2);
    CHECK(memory.trials()[0].source == 2);
    CHECK(taken(memory, 0) == taken(whole, 2));
    CHECK(memory.trials()[1].duration < 12);
    CHECK(memory.trials()[1].duration >= 10);
}

TEST_CASE("a run that is asked to stop gives what it has come to, and is not complete") {
    const Models place;
    MemorySink memory;
    std::atomic<bool> stop = false;
    RunOptions options;
    options.sinks = {&memory};
    options.control.stop = &stop;
    Simulation simulation(place.one(), options);
    simulation.advance(10);
    stop = true;
    const double reached = simulation.advance(10);
    CHECK(reached >= 20);
    CHECK(reached < 22);
    CHECK(!simulation.going());
    CHECK(simulation.finish().stopped_early);
    CHECK(memory.trials()[0].duration == reached);
    CHECK(!memory.complete());
}

TEST_CASE("weights are those of the moment: as drawn at first, and in the end what the recording keeps") {
    const Models place;
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    Simulation simulation(place.one(), options);
    simulation.start(0);
    const EdgePiece& drawn = memory.synapses("liquid", "liquid");
    const std::vector<double> first = simulation.weights("liquid", "liquid");
    CHECK(std::vector<float>(first.begin(), first.end()) == drawn.weights);
    simulation.advance(50);
    CHECK(simulation.weights("liquid", "liquid") != first);
    CHECK(says([&] { static_cast<void>(simulation.weights("liqiud", "liquid")); }, "did you mean \"liquid\"?"));
    simulation.advance(1000);
    CHECK(says([&] { static_cast<void>(simulation.weights("liquid", "liquid")); }, "no trial goes on"));
}

TEST_CASE("what cannot be is refused: no time, a trial that is not there, more than there is, after the end") {
    const Models place;
    Simulation simulation(place.one());
    for (const double ms : {0.0, -1.0, std::nan(""), HUGE_VAL})
        CHECK(says([&] { simulation.advance(ms); }, "it must be a number above 0"));
    CHECK(says([&] { simulation.start(1); }, "there is no trial 1; the model has 1"));
    CHECK(simulation.advance(1000) == 61);
    CHECK(!simulation.going());
    CHECK(says([&] { simulation.advance(1); }, "all 1 trials are over"));
    simulation.start(0);
    simulation.finish();
    CHECK(says([&] { simulation.advance(1); }, "has been finished"));
    CHECK(says([&] { simulation.finish(); }, "has been finished"));
    CHECK(says([&] { simulation.run(); }, "has been finished"));
}

TEST_CASE("of two simulations on one file the second is refused, and the first goes on") {
    const Models models;
    RunOptions options;
    options.recording = models.folder / "run.h5";
    Simulation first(models.model("[simulation]\nstop = 30\n" + liquid), options);
    first.advance(10);
    CHECK_THROWS_WITH_AS(Simulation(models.model("[simulation]\nstop = 20\n" + liquid), options),
                         doctest::Contains("is being written by another run"), DataError);
    const RunSummary summary = first.run();
    const h5::File file = h5::File::open(options.recording);
    CHECK(file.number_attribute("/", "planned_ms") == 30);
    CHECK(file.count_attribute("/", "complete") == 1);
    CHECK(file.count_numbers("/spikes/liquid/timestamps") == summary.populations[0].spikes);
}

TEST_CASE("two simulations go on beside each other without disturbing each other") {
    const Models place;
    const MemorySink alone = whole_run(place.one());
    MemorySink one, two;
    RunOptions options;
    options.sinks = {&one};
    Simulation first(place.one(), options);
    options.sinks = {&two};
    Simulation second(place.one(), options);
    for (int k = 0; k == 0 || first.going() || second.going(); ++k) {
        if (k == 0 || first.going()) first.advance(7);
        if (k == 0 || second.going()) second.advance(20);
    }
    first.finish();
    second.finish();
    CHECK(taken(one) == taken(alone));
    CHECK(taken(two) == taken(alone));
}
