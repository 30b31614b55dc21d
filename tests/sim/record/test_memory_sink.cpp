// What a run hands to memory is what it writes into its recording.
#include "limen/record/memory_sink.hpp"

#include <doctest/doctest.h>

#include "../engine/built_plugins.hpp"
#include "limen/core/error.hpp"
#include "limen/hdf5.hpp"
#include "limen/simulation/simulation.hpp"
#include "second_process.hpp"

using namespace limen;
using test::built_plugins;
using test::TemporaryFolder;

namespace {

const std::string liquid = R"([population.liquid]
model = "lif"
size = 60
inhibitory = 0.2
I_e = 500.0
V_init = [-70.0, -55.0]
[projection.p]
source = "liquid"
source_part = "excitatory"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 20.0
weight_spread = 5.0
delay = 1.5
[record.spikes]
population = "liquid"
state = "spikes"
[record.v]
population = "liquid"
state = "V_m"
period = 2.0
[record.synapses]
population = "liquid"
state = "synapses"
)";

// Four trials of a task's data beside the liquid.
const std::string trials_of_data = R"([data.d]
reader = "memory"
train = 40
test = 30
frame = 2.0
[population.e]
model = "esn"
data = "d"
size = 5
[record.h]
population = "e"
state = "h"
period = 2.0
)";

void check_same(const std::string& text) {
    CAPTURE(text);
    const TemporaryFolder folder;
    const Model model = parse_model(text, "m.toml", built_plugins());
    MemorySink memory;
    std::uint64_t pieces = 0, spikes = 0;
    FunctionSink counter([&](const RecordingChunk& piece) {
        ++pieces;
        spikes += piece.spikes[0].times.size();
    });
    RunOptions options;
    options.recording = folder / "run.h5";
    options.sinks = {&memory, &counter};
    const RunSummary summary = simulate(model, options);
    const h5::File file = h5::File::open(folder / "run.h5");
    CHECK(memory.complete());
    CHECK(pieces > 0);
    CHECK(spikes == summary.populations[0].spikes);
    CHECK(memory.trials().size() == summary.trials);

    const MemorySink::Spikes all = memory.spikes("liquid");
    CHECK(std::vector<double>(all.times.begin(), all.times.end()) == file.read<double>("/spikes/liquid/timestamps"));
    CHECK(std::vector<std::uint64_t>(all.ids.begin(), all.ids.end()) ==
          file.read<std::uint64_t>("/spikes/liquid/node_ids"));
    CHECK(all.times.size() == summary.populations[0].spikes);
    const MemorySink::States v = memory.states("v");
    CHECK(v.units == 60);
    CHECK(v.unit == "mV");
    CHECK(std::vector<float>(v.values.begin(), v.values.end()) == file.read<float>("/report/v/data"));

    std::size_t counted = 0, rows = 0;
    for (std::size_t trial = 0; trial < memory.trials().size(); ++trial) {
        const FinishedTrial& ended = memory.trials()[trial];
        const MemorySink::Spikes of_trial = memory.spikes("liquid", trial);
        for (const double time : of_trial.times) {
            CHECK(time >= ended.start);
            CHECK(time <= ended.start + ended.duration);
        }
        counted += of_trial.times.size();
        const MemorySink::States states = memory.states("v", trial);
        CHECK(states.rows() == static_cast<std::size_t>(ended.duration / 2));
        for (std::size_t r = 0; r < states.rows(); ++r)
            for (std::size_t unit = 0; unit < v.units; ++unit) CHECK(states.at(r, unit) == v.at(rows + r, unit));
        rows += states.rows();
    }
    CHECK(counted == all.times.size());
    CHECK(rows == v.rows());
    const EdgePiece& synapses = memory.synapses("liquid", "liquid");
    CHECK(synapses.weights == file.read<float>("/edges/liquid_to_liquid/0/syn_weight"));
    CHECK(synapses.delays == file.read<double>("/edges/liquid_to_liquid/0/delay"));
}

std::string message_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("a run in memory has the spikes, states, trials and synapses of the recording beside it, to the last bit") {
    check_same("[simulation]\nstop = 50\n" + liquid);
    check_same("[simulation]\nseed = 3\n" + liquid + trials_of_data);
}

TEST_CASE("a run needs no file at all, and a sink can take one run after another") {
    const Model model = parse_model("[simulation]\nstop = 20\n" + liquid, "m.toml", built_plugins());
    MemorySink memory;
    for (int time = 0; time < 2; ++time) {
        RunOptions options;
        options.sinks = {&memory};
        const std::uint64_t spikes = simulate(model, options).populations[0].spikes;
        CHECK(spikes == memory.spikes("liquid").times.size());
        CHECK(memory.trials().size() == 1);
        CHECK(memory.states("v").rows() == 10);
    }
}

TEST_CASE("what is not recorded is refused with the names of what is") {
    const Model model = parse_model("[simulation]\nstop = 5\n" + liquid, "m.toml", built_plugins());
    MemorySink memory;
    RunOptions options;
    options.sinks = {&memory};
    simulate(model, options);
    CHECK(message_of([&] { memory.spikes("liqiud"); }).find("did you mean \"liquid\"?") != std::string::npos);
    CHECK(message_of([&] { memory.states("spikes"); }).find("\"spikes\"") != std::string::npos);
    CHECK(message_of([&] { memory.states("v", 1); }).find("there is no trial 1; 1 have ended") != std::string::npos);
    CHECK(message_of([&] { memory.synapses("liquid", "e"); }).find("liquid to e") != std::string::npos);
}

TEST_CASE("what a sink throws ends the run and reaches who started it, and a recording beside it stays readable") {
    const TemporaryFolder folder;
    const Model model = parse_model("[simulation]\nstop = 50\n" + liquid, "m.toml", built_plugins());
    FunctionSink throwing([](const RecordingChunk&) { throw std::runtime_error("enough"); });
    RunOptions options;
    options.recording = folder / "run.h5";
    options.sinks = {&throwing};
    CHECK_THROWS_WITH(simulate(model, options), "enough");
    CHECK(!std::filesystem::exists(folder / "run.h5"));
    CHECK(std::filesystem::exists(folder / "run.h5.part"));
}
