// What a run hands over while it goes on, and who takes it: a file, memory, a program of the user's.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "limen/model/run_identity.hpp"
#include "limen/neuron/population.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// The part of each trial that a record keeps, in ms from the trial's start; until 0: to its end.
struct RecordedInterval {
    double from = 0, until = 0;
    bool whole() const noexcept { return from == 0 && until == 0; }
};

struct RecordedPopulation {
    std::string name, model;
    std::uint64_t size = 0, excitatory = 0, synapses = 0;
    bool spikes = false;  // record them
    std::vector<Finding> findings{};
    std::vector<FoundArray> arrays{};
    std::vector<std::uint64_t> spike_units{};  // whose spikes, sorted; empty: those of all
    RecordedInterval spike_interval{};
};

// A [record.<name>] table of the model and where its array lies in the file.
struct RecordedName {
    std::string name, kind, path, population;  // kind: "spikes", "report" or "edges"
};

// Some of the synapses between two populations; one entry of each for each synapse.
struct EdgePiece {
    std::vector<std::uint64_t> sources, targets;  // units of their populations
    std::vector<float> weights;                   // in RecordedEdges::unit
    std::vector<double> delays;                   // ms
};

// The synapses from one population to another, handed over piece by piece while the recording is laid out.
struct RecordedEdges {
    std::string source, target;  // populations
    std::function<void(const std::function<void(const EdgePiece&)>&)> give;
    bool changing = false;   // their weights change, and those at the end of each trial are kept too
    std::string unit = "1";  // of the weights
};

struct RecordedReport {
    std::string name, population, state, unit;
    std::uint64_t units = 0;           // of a row
    double first = 0, period = 1;      // ms
    bool float64 = false;              // in double precision
    std::vector<std::uint64_t> ids{};  // which units these are, sorted; empty: 0, 1, ...
    RecordedInterval interval{};
};

// Rows of a report, one number for each unit, in one precision or the other.
struct StateRows {
    std::vector<float> single;
    std::vector<double> exact{};  // in place of `single`, where the report is in double precision
    std::size_t size() const noexcept { return single.size() + exact.size(); }
    void clear() noexcept {
        single.clear();
        exact.clear();
    }
    friend bool operator==(const StateRows&, const StateRows&) = default;
};

struct RecordedInput {
    std::string name;
    std::size_t channels = 0;
    double frame = 1;                 // ms
    std::size_t target_channels = 0;  // 0: it has no targets
};

// All that is known before a run.
struct RecordingPlan {
    std::string model_file, model_text, resolved, version;
    std::uint64_t seed = 0;
    std::vector<RecordedPopulation> populations{};
    std::vector<RecordedReport> reports{};
    std::vector<RecordedName> names{};
    std::vector<RecordedInput> inputs{};
    std::vector<std::string> classes{};
    std::vector<RecordedEdges> edges{};
    std::uint64_t trials = 0;  // and their duration together, if nothing stops the run
    double duration = 0;       // ms
    RunIdentity identity{};
};

struct SpikeChunk {
    std::vector<double> times;  // ms, from the start of the recording, sorted by (time, id)
    std::vector<std::uint64_t> ids;
};

struct FinishedTrial {
    double start = 0, duration = 0;  // ms
    std::int32_t label = -1;
    Split split = Split::train;
    std::uint32_t source = 0;
    std::vector<std::uint64_t> synaptic_events{};  // per population
    std::vector<std::vector<double>> inputs{};     // per input: frames x channels
    std::vector<std::vector<float>> weights{};     // per set of edges that is changing: of each synapse
    std::vector<std::vector<double>> targets{};    // per input: frames x target channels; empty where it has none
};

// The next piece of a recording: what happened since the last one, up to `until`.
struct RecordingChunk {
    double until = 0;                    // ms
    std::vector<SpikeChunk> spikes;      // one per population, empty where they are not recorded
    std::vector<StateRows> reports;      // one per report, whole rows
    std::optional<FinishedTrial> trial;  // if this piece ends a trial
    bool goes_on = false;                // the trial has not ended, and this is what it has come to
    std::size_t bytes() const;
};

// Takes a run. What it throws ends the run, and reaches who started it.
class Sink {
public:
    virtual ~Sink() = default;
    // Called once, before the run; the plan's functions may be called until it returns.
    virtual void begin(const RecordingPlan&) = 0;
    // Called with the pieces in the order of time, from one thread. They may be kept.
    virtual void append(std::shared_ptr<const RecordingChunk>) = 0;
    // Called after the last piece, unless the run failed; `complete` says that all that was planned is there.
    virtual void end(bool complete) = 0;
};

}  // namespace limen
