// Spike-timing-dependent plasticity of the synapses of one delay class that arrive in one block.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "engine/stdp.hpp"
#include "limen/connect/synapse_rows.hpp"
#include "limen/core/slice_clock.hpp"

namespace limen {

// Which synapses each unit of the block has. Any thread once built.
class StdpSynapses {
public:
    struct Incoming {
        std::uint32_t source;   // counted from the class's first
        std::uint32_t synapse;  // of the class
    };
    StdpSynapses(const SynapseRows&, std::uint32_t delay_class, std::uint32_t units);

    std::span<const Incoming> of(std::uint32_t unit) const noexcept {
        return std::span(x_incoming).subspan(x_starts[unit], x_starts[unit + 1] - x_starts[unit]);
    }
    std::size_t size() const noexcept { return x_incoming.size(); }
    std::uint64_t bytes() const noexcept;
    static constexpr std::size_t bytes_per_synapse = 2 * sizeof(std::uint32_t);

private:
    std::vector<std::uint32_t> x_starts;  // of each unit
    std::vector<Incoming> x_incoming;     // sorted by unit
};

// The spikes of a block's units in the present slice.
struct SliceSpikes {
    std::vector<std::vector<double>> offsets;  // of each unit, in the order of time
    std::vector<std::uint32_t> units;          // those that have any
};

// Their weights in one trial. One thread at a time.
//
// A slice goes in three steps. arrive() gives the weights at all arrivals as if no unit spiked in the slice: true for a
// unit until its own first spike, so a population that finds that spike by these weights finds the right one. revise()
// then corrects the unit's weights at later arrivals. end() keeps what came out. Arrivals and spikes at the very same
// time make no pair, as in NEST.
class StdpStates {
public:
    // The references must outlive it.
    StdpStates(const StdpSynapses&, const StdpRule&, const SynapseRows&, std::uint32_t delay_class, const SliceSpikes&);
    void start();  // the weights are those of the rows, and there was no spike

    void begin(std::int64_t slice) noexcept { x_slice = slice; }
    // A spike of `source` arrives: writes the weight of each synapse of its row. In the order of time.
    void arrive(std::uint32_t source, double offset, const SliceClock&, std::span<double> weights);
    // After the latest spike of a unit.
    void revise(std::uint32_t unit, const SliceClock&);
    // What happens at or after `until`, the end of the trial if it lies in this slice, no longer counts.
    void end(const SliceClock&, double until);

    // Of a synapse, at the end of the last slice.
    double weight(std::size_t synapse) const noexcept { return x_weights[synapse]; }
    std::uint64_t bytes() const noexcept;

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    // What the synapses of one source share.
    struct Source {
        double trace = 0;                           // after its last arrival ...
        Time last{-1, 0};                           // ... which was then; before the start: none
        std::uint32_t first = none, latest = none;  // arrival of this slice
    };
    struct Arrival {
        std::uint32_t source;
        double offset, trace;  // of the arrivals, this one included
        double spikes_left;    // of the trace of spikes at the slice's start
        std::span<double> weights;
        std::uint32_t next = none;  // of the same source in this slice
    };
    // Takes one synapse through the slice up to `until`, with the spikes that are known by now; gives its weight then.
    double walk(const StdpSynapses::Incoming&, std::uint32_t unit, const SliceClock&, double until);
    SynapseRow row(std::uint32_t source) const noexcept { return x_rows.row(x_first_source + source, x_delay_class); }
    std::size_t first_synapse(std::uint32_t source) const noexcept {
        return x_rows.first_in_class(x_first_source + source, x_delay_class);
    }

    const StdpSynapses& x_synapses;
    const StdpRule& x_rule;
    const SynapseRows& x_rows;
    std::uint32_t x_delay_class, x_first_source;
    const SliceSpikes& x_spikes;
    std::int64_t x_slice = 0;
    std::vector<double> x_weights;  // of each synapse at the slice's start
    std::vector<Source> x_sources;
    std::vector<double> x_traces;  // of the spikes of each unit, at the slice's start
    std::vector<Arrival> x_arrivals;

public:
    static constexpr std::size_t bytes_per_synapse = sizeof(double), bytes_per_row = sizeof(Source);
};

}  // namespace limen
