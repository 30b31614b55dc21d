// Trials on their way through one network, whether its units spike or not: the one interface behind all that runs.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "engine/pulse.hpp"
#include "engine/replica.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// What the networks of a run have in common. All references outlive the run.
struct RunContext {
    const Model& model;
    const std::vector<Trials>& streams;
    const std::vector<bool>& recorded;  // per population of the model, whether its spikes are kept
    Pulse pulse{};
};

// Some trials side by side, each in a lane. One thread at a time.
class NetworkRun {
public:
    virtual ~NetworkRun() = default;
    // Begins a trial in each lane, which lasts so long (ms); what it gives is appended to its output. The work of a
    // step is shared among at most so many threads.
    virtual void start(std::span<const std::uint32_t> trials, std::span<const double> durations,
                       std::span<ReplicaOutput* const> outputs, unsigned most_threads) = 0;
    // Takes whole slices or frames until at least `until` ms have passed, or all trials are over.
    virtual void advance(double until) = 0;
    // Takes all trials to their ends.
    virtual void finish() = 0;
    virtual double now(std::size_t lane) const = 0;
    // Why a trial went no further; empty if it did.
    virtual const std::string& fault(std::size_t lane) const = 0;
    // Of each population of the network.
    virtual std::vector<std::uint64_t> synaptic_events(std::size_t lane) const = 0;

    // Of the trial in the first lane. The weights, as they are now, of the synapses from one population of the network
    // to another.
    virtual std::vector<double> weights(std::size_t from, std::size_t to) const = 0;
    // An observable of a population of the network as it is now; false if it is not kept.
    virtual bool observe(std::size_t population, std::uint32_t observable, std::span<double> row) const = 0;
    // Goes on with a population of other parameters; false if it cannot.
    virtual bool change(std::size_t population, const Population& next) = 0;
    // A drive of the network was replaced.
    virtual void resume(std::size_t drive) = 0;
};

std::unique_ptr<NetworkRun> make_run(const Network&, const RunContext&, std::size_t lanes);

// How so many trials from `first` on, counted from 0 in each list, go through a network: those of a list in the lanes
// of one run, the lists beside each other, each with at most so many threads.
struct Deal {
    std::vector<std::vector<std::uint32_t>> batches;
    unsigned threads_each = 1;
};
Deal deal_trials(const Network&, const RunContext&, std::size_t first, std::size_t count);

}  // namespace limen
