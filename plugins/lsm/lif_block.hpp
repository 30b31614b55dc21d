// The neurons of one block on their way through a slice.
#pragma once

#include <cstdint>
#include <vector>

#include "limen/population.hpp"

namespace limen::lsm {

// The potential of a refractory neuron, so low that no input or bound brings it near a threshold.
inline constexpr double held = -1e300;
inline constexpr bool is_held(double m) noexcept { return m < held / 2; }

// Rationale: 1,024 neurons make 32 kB of state and as much of sums, which stay in the L1 and L2 caches; 1,024 bits, one
// for each, are two AVX-512 registers.
inline constexpr std::uint32_t lif_block_size = 1024;

// State and sums are counted from the slice's start (event_factors.hpp). An array for each, so that the test of all
// neurons takes whole vectors.
struct LifBlock {
    std::uint32_t first = 0;                // its first neuron in the population
    std::vector<double> m, g_ex, g_in;      // mV; mV/ms. m is `held` while refractory
    std::vector<double> theta;              // V_th - C (mV)
    std::vector<double> release;            // ms: the end of refractoriness, or `never`
    std::vector<double> sum_ex, sum_in;     // what the inputs of the present segment add: pairs (to m, to g)
    std::vector<std::int64_t> candidate;    // 1 for the candidates of the present segment
    std::vector<std::uint32_t> bits;        // one for each neuron: is it a candidate?
    std::vector<std::uint16_t> candidates;  // in order
    std::vector<double> drive_current;      // pA, drive by drive, of each neuron; empty until a current comes
    std::vector<double> trace;              // filtered spike train at the slice's start, if it is sampled
    std::vector<std::uint32_t> counts;
    std::uint64_t synaptic_events = 0;
    std::vector<SpikeEvent>* spikes = nullptr;  // where the present slice's go

    explicit LifBlock(std::uint32_t first_neuron, std::size_t n, bool filtered)
        : first(first_neuron),
          m(n),
          g_ex(n),
          g_in(n),
          theta(n),
          release(n),
          sum_ex(2 * n),
          sum_in(2 * n),
          candidate(n),
          bits(lif_block_size / 32),
          trace(filtered ? n : 0),
          counts(n) {}
    std::size_t size() const noexcept { return m.size(); }
};

}  // namespace limen::lsm
