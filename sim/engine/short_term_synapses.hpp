// Short-term plasticity of synapses that differ: those of one delay class that arrive in one block.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/short_term.hpp"
#include "limen/connect/synapse_rows.hpp"
#include "limen/core/random.hpp"
#include "limen/core/slice_clock.hpp"
#include "limen/model/model.hpp"

namespace limen {

// The parameters of each synapse, in the order of the class in its SynapseRows; 32-bit numbers, like weights. Any
// thread once built.
class ShortTermSynapses {
public:
    ShortTermSynapses(const ShortTermSpec& spec, std::size_t synapses, Random random);

    std::size_t size() const noexcept { return x_synapses.size(); }
    ShortTermParameters operator[](std::size_t synapse) const noexcept {
        const Parameters& p = x_synapses[synapse];
        return {p.U, p.tau_rec, p.tau_facil};
    }
    std::uint64_t bytes() const noexcept { return x_synapses.capacity() * sizeof(Parameters); }
    static constexpr std::size_t bytes_per_synapse = 3 * sizeof(float);

private:
    struct Parameters {
        float U, tau_rec, tau_facil;
    };
    static_assert(sizeof(Parameters) == bytes_per_synapse);
    std::vector<Parameters> x_synapses;
};

// Their states in one trial. One thread at a time.
class ShortTermStates {
public:
    // Both must outlive it.
    ShortTermStates(const ShortTermSynapses&, const SynapseRows&, std::uint32_t delay_class);
    void start();  // all rested
    // Takes the synapses of `source` past a spike that arrives at `time`, and gives the weight of each at it. In the
    // order of time: as the delay is always the same, intervals of arrivals are those of the spikes.
    void transmit(std::uint32_t source, Time time, const SliceClock&, std::span<double> weights);
    // The same for one synapse, whose source spiked `interval` ms after its last spike: the share of its weight.
    double transmit(std::size_t synapse, double interval) noexcept {
        return x_states[synapse].transmit(x_synapses[synapse], interval);
    }

    std::uint64_t bytes() const noexcept;
    static constexpr std::size_t bytes_per_synapse = sizeof(ShortTermState), bytes_per_row = sizeof(Time);

private:
    const ShortTermSynapses& x_synapses;
    const SynapseRows& x_rows;
    std::uint32_t x_delay_class;
    std::vector<ShortTermState> x_states;
    std::vector<Time> x_last;  // arrival, of each source; none where synapses have delays of their own
};

}  // namespace limen
