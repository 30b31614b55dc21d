// One trial on its way through one network, whether its units spike or not.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/rate_run.hpp"
#include "engine/replica.hpp"

namespace limen {

// What a run of several networks has in common, as Replica and RateRun want it.
struct RunContext {
    const Model& model;
    const std::vector<Trials>& streams;
    const std::vector<bool>& recorded;
    Pulse pulse{};
};

// One thread at a time. All references must outlive it.
class TrialRun {
public:
    TrialRun(const Network& network, const RunContext& context) {
        if (is_rate_network(network))
            x_rates = std::make_unique<RateRun>(network, context.model, context.streams, 1);
        else
            x_replica = std::make_unique<Replica>(network, context.model, context.streams, context.recorded);
        if (x_rates)
            x_rates->show_pulse(context.pulse);
        else
            x_replica->show_pulse(context.pulse);
    }

    // A step of rates, or a slice, is shared among at most so many threads.
    void start(std::uint32_t trial, double duration, ReplicaOutput& output, unsigned most_threads) {
        x_output = &output;
        if (x_replica) {
            x_replica->share_blocks(most_threads > 1);
            return x_replica->start(trial, duration);
        }
        ReplicaOutput* const outputs[] = {&output};
        x_rates->start({&trial, 1}, {&duration, 1}, outputs);
        x_rates->share_steps(most_threads);
    }
    void advance(double until) {
        if (x_replica)
            x_replica->advance(until, *x_output);
        else
            x_rates->advance(until);
    }
    double now() const noexcept { return x_replica ? x_replica->now() : x_rates->now(0); }
    // Why it went no further; empty if it did.
    const std::string& fault() const noexcept { return x_replica ? x_replica->runaway() : x_rates->diverged(0); }
    // Per population of the network.
    std::vector<std::uint64_t> synaptic_events() const {
        return x_replica ? x_replica->synaptic_events() : x_rates->synaptic_events(0);
    }
    std::vector<double> weights(std::size_t from, std::size_t to) const { return x_replica->weights(from, to); }
    // An observable of a population of the network as it is now; false if it is not kept.
    bool observe(std::size_t population, std::uint32_t observable, std::span<double> row) const {
        if (x_replica) return x_replica->observe(population, observable, row);
        x_rates->observe(0, population, observable, row);
        return true;
    }
    // Goes on with a population of other parameters; false if it cannot.
    bool change(std::size_t population, const Population& next) {
        return x_replica && x_replica->change(population, next);
    }
    void resume(std::size_t drive) {
        if (x_replica) x_replica->resume(drive);
    }

private:
    std::unique_ptr<Replica> x_replica;
    std::unique_ptr<RateRun> x_rates;
    ReplicaOutput* x_output = nullptr;
};

}  // namespace limen
