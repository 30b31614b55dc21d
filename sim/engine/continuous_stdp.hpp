// Spike-timing-dependent plasticity of synapses that have delays of their own: those of one delay class that arrive in
// one block.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/stdp.hpp"
#include "engine/stdp_synapses.hpp"
#include "limen/connect/synapse_rows.hpp"
#include "limen/core/slice_clock.hpp"

namespace limen {

// Their weights in one trial. One thread at a time.
//
// As with StdpStates, arrive() gives the weight at each arrival of a slice as if no unit spiked in it, which is true
// for a unit until its first spike; spiked() corrects the unit's later ones; end() keeps what came out. But no two
// synapses share their arrivals, so each has a trace of its own.
class ContinuousStdp {
public:
    struct Arrival {
        std::uint32_t synapse;  // of the class
        std::uint32_t unit;     // of the block
        double offset;
        double trace_left;  // of the trace of the last arrival: the interval is that of the source's spikes
        double scale;       // what else the weight is multiplied by
    };

    // The references must outlive it.
    ContinuousStdp(const StdpSynapses&, const StdpRule&, const SynapseRows&, std::uint32_t delay_class,
                   std::uint32_t units);
    void start();  // the weights are those of the rows, and there was no spike

    // What happens at or after `until` (ms), the end of the trial if it lies in this slice, does not count.
    void begin(std::int64_t slice, double until) noexcept;
    // In the order of time. Writes the weight, scaled, and does so again when a spike of the unit changes it.
    void arrive(const Arrival&, const SliceClock&, double& scaled_weight);
    // In the order of time, after all arrivals of the slice.
    void spiked(std::uint32_t unit, double offset, const SliceClock&);
    void end();

    // Of a synapse, at the end of the last slice.
    double weight(std::size_t synapse) const noexcept { return x_states[synapse].weight; }
    const StdpRule& rule() const noexcept { return x_rule; }
    std::uint64_t bytes() const noexcept;

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    static constexpr Time before_start{-1, 0};
    // After the last arrival or spike of its unit that is settled.
    struct Synapse {
        double weight, trace;
        Time last;  // arrival
    };
    struct Unit {
        double trace = 0;  // of its spikes, after the last one ...
        Time last = before_start;
        std::uint32_t first = none, latest = none;  // of its arrivals in this slice that are not settled
    };
    struct Pending : Arrival {
        double weight;
        double* scaled_weight;
        std::uint32_t previous;     // of the same synapse in this slice
        std::uint32_t next = none;  // of the same unit
        bool settled = false;
    };
    // The weight at an arrival, by what is settled and by the pending arrivals before it.
    void weigh(Pending&, const SliceClock&);
    void settle(Pending&);

    const StdpSynapses& x_synapses;
    const StdpRule& x_rule;
    const SynapseRows& x_rows;
    std::uint32_t x_delay_class;
    std::int64_t x_slice = 0;
    double x_until = 0;
    std::vector<Synapse> x_states;
    std::vector<std::uint32_t> x_latest;  // arrival of each synapse in this slice
    std::vector<Unit> x_units;
    std::vector<Pending> x_arrivals;

public:
    static constexpr std::size_t bytes_per_synapse = sizeof(Synapse) + sizeof(std::uint32_t);
};

}  // namespace limen
