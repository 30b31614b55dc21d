// The reader gives what a run handed to memory, whole and in parts, wherever the recording lies.
#include "limen/learn/recording.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "../engine/built_plugins.hpp"
#include "../record/second_process.hpp"
#include "limen/core/error.hpp"
#include "limen/record/memory_recording.hpp"
#include "limen/record/memory_sink.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;
using test::built_plugins;
using test::TemporaryFolder;

namespace {

const std::string liquid = R"(
[simulation]
seed = 3
[data.d]
reader = "patterns"
train = 4
test = 2
frame = 50.0
[population.input]
model = "pattern_encoder"
data = "d"
length = 50.0
units = 10
[population.liquid]
model = "lif"
size = 40
inhibitory = 0.25
I_e = 450.0
V_init = [-70.0, -55.0]
[projection.in]
source = "input"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 3
weight = 900.0
weight_spread = 50.0
[record.spikes]
population = "liquid"
state = "spikes"
[record.v]
population = "liquid"
state = "V_m"
period = 10.0
[record.synapses]
population = "liquid"
state = "synapses"
)";

// One run, in a file and in memory.
struct Run {
    Run() {
        const Model model = parse_model(liquid, "m.toml", built_plugins());
        RunOptions options;
        options.recording = folder / "run.h5";
        options.sinks = {&memory, &in_memory};
        simulate(model, options);
    }
    TemporaryFolder folder;
    MemorySink memory;
    MemoryRecording in_memory;
};

const Run& run() {
    static const Run made;
    return made;
}

template <class T>
std::vector<double> numbers(const T& values) {
    return {values.begin(), values.end()};
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
    const std::string told = message_of(call);
    CAPTURE(told);
    return told.find(part) != std::string::npos;
}

void check_whole(const Recording& recording) {
    const MemorySink& memory = run().memory;
    CHECK(recording.complete());
    CHECK(recording.seed() == 3);
    CHECK(recording.model_text() == liquid);
    CHECK(recording.trials().size() == memory.trials().size());
    CHECK(recording.trials().splits ==
          std::vector<Split>{Split::train, Split::train, Split::train, Split::train, Split::test, Split::test});
    REQUIRE(recording.populations().size() == 2);
    CHECK(recording.populations()[1].name == "liquid");
    CHECK(recording.populations()[1].excitatory == 30);
    CHECK(recording.populations()[1].spikes);
    CHECK_FALSE(recording.populations()[0].spikes);
    CHECK(recording.data() == std::vector<std::string>{"d"});
    const Recording::Spikes spikes = recording.spikes("liquid");
    CHECK(spikes.times == numbers(memory.spikes("liquid").times));
    CHECK(numbers(spikes.ids) == numbers(memory.spikes("liquid").ids));
    CHECK(spikes.size() > 100);
    const Recording::States states = recording.states("v");
    CHECK(states.values == numbers(memory.states("v").values));
    CHECK(states.unit == "mV");
    CHECK(states.ids.size() == 40);
    CHECK(states.times.size() == 30);
    CHECK(states.times[5] == 60);
    const Recording::Synapses synapses = recording.synapses("input", "liquid");
    CHECK(synapses.weights == numbers(memory.synapses("input", "liquid").weights));
    CHECK(synapses.delays == memory.synapses("input", "liquid").delays);
    CHECK(synapses.unit == "pA");
    for (std::size_t trial = 0; trial < 6; ++trial)
        CHECK(recording.input("d", trial).values == memory.trials()[trial].inputs[0]);
    CHECK(recording.input("d", 0).frame == 50);
}

}  // namespace

TEST_CASE("a recording gives what the run handed over, from a file and from memory") {
    check_whole(Recording::open(run().folder / "run.h5"));
    check_whole(run().in_memory.recording());
}

TEST_CASE("a recording in memory has the datasets of the file, each with the same numbers") {
    const h5::File file = h5::File::open(run().folder / "run.h5");
    const auto recording = run().in_memory.recording();
    const std::vector<std::string> growing = file.read_texts("/growing");
    CHECK(recording.file().read_texts("/growing") == growing);
    for (const std::string& path : growing) CHECK(recording.file().read<double>(path) == file.read<double>(path));
    CHECK(recording.file().read<double>("/progress") == file.read<double>("/progress"));
    CHECK(recording.file().count_attribute("/", "complete") == 1);
}

TEST_CASE("parts of a recording are those of the whole") {
    const Recording recording = Recording::open(run().folder / "run.h5");
    const Recording::Spikes all = recording.spikes("liquid");
    const Recording::States states = recording.states("v");
    std::size_t spikes = 0, rows = 0;
    for (std::size_t trial = 0; trial < 6; ++trial) {
        const double start = 50.0 * static_cast<double>(trial);
        const Recording::Spikes part = recording.spikes("liquid", {.trial = trial});
        for (const double time : part.times) CHECK((time >= start && time < start + 50));
        CHECK(part.times == numbers(run().memory.spikes("liquid", trial).times));
        const Recording::States of_trial = recording.states("v", {.trial = trial});
        CHECK(of_trial.values == numbers(run().memory.states("v", trial).values));
        spikes += part.size();
        rows += of_trial.times.size();
        // Within a trial times count from its start.
        const Recording::States middle =
            recording.states("v", {.ids = {7, 2}, .trial = trial, .from = 20, .until = 40});
        CHECK(middle.ids == std::vector<std::uint64_t>{7, 2});
        CHECK(middle.times == std::vector<double>{start + 20, start + 30, start + 40});
        for (std::size_t row = 0; row < middle.times.size(); ++row) {
            CHECK(middle.at(row, 0) == of_trial.at(row + 1, 7));
            CHECK(middle.at(row, 1) == of_trial.at(row + 1, 2));
        }
        const Recording::Spikes early = recording.spikes("liquid", {.trial = trial, .until = 25});
        const Recording::Spikes late = recording.spikes("liquid", {.trial = trial, .from = 25});
        CHECK(early.size() + late.size() == part.size());
        for (const double time : early.times) CHECK(time < start + 25);
    }
    CHECK(spikes == all.size());
    CHECK(rows == states.times.size());
    std::size_t of_units = 0;
    for (std::uint64_t unit = 0; unit < 40; ++unit) {
        const Recording::Spikes part = recording.spikes("liquid", {.ids = {unit}});
        for (const std::uint64_t id : part.ids) CHECK(id == unit);
        of_units += part.size();
    }
    CHECK(of_units == all.size());
    CHECK(recording.spikes("liquid", {.from = 75, .until = 75}).size() == 0);
    CHECK(recording.states("v", {.from = 95, .until = 115}).times == std::vector<double>{100, 110});
}

TEST_CASE("what is not recorded is refused with what is") {
    const Recording recording = Recording::open(run().folder / "run.h5");
    CHECK(says([&] { recording.spikes("liqiud"); }, "did you mean \"liquid\"?"));
    CHECK(says([&] { recording.spikes("input"); }, "known are: liquid"));
    CHECK(says([&] { recording.states("w"); }, "holds no states \"w\""));
    CHECK(says([&] { recording.states("v", {.ids = {40}}); }, "has no unit 40; it has 40 units, from 0 to 39"));
    CHECK(says([&] { recording.spikes("liquid", {.ids = {3, 40}}); }, "has no unit 40; it has 40, counted from 0"));
    CHECK(says([&] { recording.spikes("liquid", {.trial = 6}); }, "holds no trial 6; there are 6, counted from 0"));
    CHECK(says([&] { recording.states("v", {.from = 5, .until = 4}); }, "nothing lies between 5 and 4 ms"));
    CHECK(says([&] { recording.states("v", {.from = std::nan("")}); }, "nothing lies between nan"));
    CHECK(says([&] { recording.synapses("liquid", "liquid"); }, "\"input to liquid\""));
    CHECK(says([&] { recording.input("e", 0); }, "known are: d"));
    CHECK(says([&] { recording.targets("d", 0); }, "have no targets"));
    CHECK(says([&] { MemoryRecording().recording(); }, "no run has ended"));
    CHECK_THROWS_AS(Recording::open(run().folder / "none.h5"), DataError);
}

TEST_CASE("a recording may be moved, and outlives the sink that it came from") {
    std::optional<Recording> kept;
    {
        MemoryRecording sink;
        RunOptions options;
        options.sinks = {&sink};
        simulate(parse_model(liquid, "m.toml", built_plugins()), options);
        Recording recording = sink.recording();
        CHECK(recording.spikes("liquid").size() > 0);
        kept.emplace(std::move(recording));
    }
    CHECK(kept->spikes("liquid").times == numbers(run().memory.spikes("liquid").times));
}
