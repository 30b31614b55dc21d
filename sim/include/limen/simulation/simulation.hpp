// Runs a model: builds its networks, takes every trial through them and records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "limen/engine/run_control.hpp"
#include "limen/engine/sink.hpp"
#include "limen/model/model.hpp"
#include "limen/model/run_identity.hpp"

namespace limen {

struct RunOptions {
    std::filesystem::path recording{};  // run.h5; empty: none is written
    std::vector<Sink*> sinks{};         // beside the recording; they must outlive the run
    RunControl control{};
    RunIdentity identity{};  // for the recording
    // Whether the recording, `<recording>.part` while it grows, gets its own name at the end.
    bool rename = true;
};

struct PopulationSummary {
    std::string name, model;
    std::uint64_t units = 0, synapses = 0, spikes = 0, synaptic_events = 0;
    double rate = 0;          // Hz per unit, over the whole run; 0 for units that do not spike
    double simulation_s = 0;  // wall time of the network it is part of
    std::vector<Finding> findings{};
};

struct RunSummary {
    std::vector<PopulationSummary> populations;
    std::vector<std::string> warnings;  // such as a population that never spiked
    std::size_t trials = 0;
    double biological_ms = 0, build_s = 0, simulation_s = 0, wall_s = 0;
    bool stopped_early = false;
    std::string runaway;  // why, if a population went beyond the model's max_rate
};

struct PopulationEstimate {
    std::string name, model;
    double units = 0, synapses = 0;
};

struct Estimate {
    std::vector<PopulationEstimate> populations;
    double bytes = 0;  // in memory at most, while it is built and runs
    std::size_t trials = 0;
    double biological_ms = 0;
    double recorded_bytes = 0;            // of the recording at least: states and inputs, but no spikes
    std::vector<std::string> warnings{};  // of data and of connections read from files
};

// Outputs of a network that hears its own readout: from each start the network is taken through the washout with the
// targets fed back, and then on with its own outputs.
struct FreeRunResult {
    std::string diverged;  // why the states are not finite any more; empty if they are
    std::size_t starts = 0, horizon = 0, channels = 0;
    std::vector<double> outputs, targets;  // starts x horizon x channels
    // For each number of outputs: the root of the mean squared error, over starts and channels, in units of the
    // targets' variance in the trials.
    std::vector<double> nrmse;
};

// Builds the networks anew, with the numbers that simulate() draws. Throws ModelError, DataError, PluginError.
FreeRunResult free_run(const Model&, const FreeRunSpec&, const LinearReadout&);

// What a readout has come to that learnt while its network ran, and what it said meanwhile.
struct OnlineResult {
    std::string diverged;  // why the states are not finite any more; empty if they are
    LinearReadout readout;
    std::size_t channels = 0;
    // Of the last time through the training trials, from the washout on, trial after trial: frames x channels. The
    // outputs are those from before the lesson of their frame.
    std::vector<double> outputs, targets;
};

// Takes the networks through the training trials, hearing the readout, whose trainer learns online. Throws ModelError,
// DataError, PluginError.
OnlineResult train_online(const Model&, const ReadoutSpec&);

// What a run would need; builds no network. Throws ModelError and DataError as simulate does.
Estimate estimate(const Model&);

// Throws ModelError (a value that only the data or the populations can show to be wrong), DataError, PluginError.
RunSummary simulate(const Model&, const RunOptions& = {});

}  // namespace limen
