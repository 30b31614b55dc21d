// Runs a model: builds its networks, takes every trial through them and records.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "limen/core/context.hpp"
#include "limen/engine/run_control.hpp"
#include "limen/engine/sink.hpp"
#include "limen/model/model.hpp"
#include "limen/model/run_identity.hpp"

namespace limen {

struct RunOptions {
    std::filesystem::path recording{};  // run.h5; empty: none is written
    std::vector<Sink*> sinks{};         // beside the recording; they must outlive the run
    RunControl control{};
    Context context = Context::current();  // threads and vectors of all that the simulation does
    RunIdentity identity{};                // for the recording
    // Whether the recording, `<recording>.part` while it grows, gets its own name at the end.
    bool rename = true;
};

struct PopulationSummary {
    std::string name, model;
    std::uint64_t units = 0, synapses = 0, spikes = 0, synaptic_events = 0;
    double rate = 0;          // Hz per unit, over the whole run; 0 for units that do not spike
    double simulation_s = 0;  // wall time of the network it is part of
    std::vector<Finding> findings{};
    bool spiking = true;  // whether its units spike
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

// A model that runs, whole or bit by bit: simulate() in pieces. One thread at a time. The host that loaded the model's
// plugins must outlive it, and so must the sinks. An exception from start(), advance() or run() ends it: what the sinks
// have is what came before.
class Simulation {
public:
    // Reads the data, builds the networks, and begins the sinks. Throws ModelError (a value that only the data or the
    // populations can show to be wrong), DataError, PluginError.
    explicit Simulation(Model, RunOptions = {});
    ~Simulation();
    Simulation(Simulation&&) noexcept;
    Simulation& operator=(Simulation&&) noexcept;

    const Model& model() const noexcept;
    std::size_t trials() const noexcept;       // of the data; 1 without data
    double duration(std::size_t trial) const;  // ms. Throws Error for a trial that is not there.

    // Goes on by `ms`, more than 0, within a trial: the one that goes on, or the next one of the data. It takes whole
    // slices, so that a little more may pass, and stops where the trial is over. Gives how much of it has passed.
    // Throws Error once all trials are over, or when `ms` is no such number.
    double advance(double ms);
    // Begins any trial, by its number from 0; one that goes on ends where it is. Throws Error.
    void start(std::size_t trial);
    // Whether a trial goes on; which, and how much of it is over, in ms (0 if none does).
    bool going() const noexcept;
    std::size_t trial() const noexcept;
    double now() const noexcept;
    // The weights of the synapses between two populations as they are now, in the trial that goes on, in the unit of
    // the target and in the order of MemorySink::synapses. Throws Error if there is no such trial, or are no such
    // populations of spiking units.
    std::vector<double> weights(const std::string& source, const std::string& target) const;
    // A state of a population, as it is now in the trial that goes on: a number for each unit, in the unit that
    // Observable names; valid until the next call. Throws Error if there is no such trial, population or state.
    std::span<const double> state(const std::string& population, const std::string& state) const;
    // Gives a parameter of a population or of a drive another value from now on, in this trial and those to come:
    // set("population.liquid.I_e", 300.0), set("drive.noise.rate", 800.0). All else goes on as it is: potentials and
    // currents are continuous, what a spike has set off runs its course. The summary tells of it. Throws ModelError
    // with the sentence that a model file would get, and Error, with nothing changed, where the structure would change,
    // such as by a size, or where the units do not spike.
    void set(const std::string& key, const Value& value);

    // Takes all trials that are left to their ends, many at once, and finishes.
    RunSummary run();
    // Ends the sinks, and gives what there was; a recording without all of its trials is marked as incomplete. Nothing
    // can follow. Throws DataError where a recording cannot be written.
    RunSummary finish();

private:
    struct State;
    std::unique_ptr<State> x_state;
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
    // What the last time through the training trials gave, from the washout on, trial after trial: frames x channels.
    // The outputs are those from before the lesson of their frame.
    std::vector<double> outputs, targets;
};

// Takes the networks through the training trials, hearing the readout, whose trainer learns online. Throws ModelError,
// DataError, PluginError.
OnlineResult train_online(const Model&, const ReadoutSpec&);

// What a run would need; builds no network. Throws ModelError and DataError as simulate does.
Estimate estimate(const Model&);

// Simulation(model, options).run().
RunSummary simulate(const Model&, const RunOptions& = {});

}  // namespace limen
