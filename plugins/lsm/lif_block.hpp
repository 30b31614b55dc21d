// The neurons of one block on their way through a slice.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "limen/neuron/population.hpp"
#include "lsm/drive_currents.hpp"
#include "lsm/lif_kernel.hpp"

namespace limen::lsm {

// The potential of a refractory neuron, so low that no input or bound brings it near a threshold.
inline constexpr double held = -1e300;
inline constexpr bool is_held(double m) noexcept { return m < held / 2; }

// Rationale: 1,024 neurons make 32 kB of state and as much of sums, which stay in the L1 and L2 caches; 1,024 bits, one
// for each, are two AVX-512 registers. Where delay classes make rows short, a visit to a row (a cache miss) costs more
// than its synapses, and up to eight times as many neurons are better.
inline constexpr std::uint32_t lif_block_size = 1024, largest_lif_block_size = 8192;

// What the inputs of a neuron add up to: to m, and to each part of the current. A vector, so that one instruction or
// two add an input; the three parts of order 2 take the place of four.
template <int order>
inline constexpr std::size_t sum_stride = order == 2 ? 4 : order + 1;

// State and sums are counted from the slice's start (event_factors.hpp). An array for each part, so that the test of
// all neurons takes whole vectors.
template <int order>
struct LifBlock {
    using Parts = std::array<std::vector<double>, order>;

    std::uint32_t first = 0;                // its first neuron in the population
    std::vector<double> m;                  // mV above C; `held` while refractory
    Parts ex, in;                           // currents
    std::vector<double> theta;              // V_th - C (mV)
    std::vector<double> release;            // ms: the end of refractoriness, or `never`
    std::vector<double> sum_ex, sum_in;     // what the inputs of the present segment add: sum_stride for each neuron
    std::vector<std::int64_t> candidate;    // 1 for the candidates of the present segment
    std::vector<std::uint32_t> bits;        // one for each neuron: is it a candidate?
    std::vector<std::uint16_t> candidates;  // in order
    DriveCurrents drive_currents;
    std::vector<double> trace;  // filtered spike train at the slice's start, if it is sampled
    std::vector<std::uint32_t> counts;
    std::uint64_t synaptic_events = 0;
    std::vector<SpikeEvent>* spikes = nullptr;  // where the present slice's go
    DynamicWeights* dynamic = nullptr;          // of the present slice

    explicit LifBlock(std::uint32_t first_neuron, std::size_t n, bool filtered)
        : first(first_neuron),
          m(n),
          theta(n),
          release(n),
          sum_ex(sum_stride<order> * n),
          sum_in(sum_stride<order> * n),
          candidate(n),
          bits((n + lif_block_size - 1) / lif_block_size * lif_block_size / 32),
          trace(filtered ? n : 0),
          counts(n) {
        for (Parts* parts : {&ex, &in})
            for (auto& part : *parts) part.resize(n);
    }
    std::size_t size() const noexcept { return m.size(); }

    static Current<order> at(const Parts& parts, std::size_t i) noexcept {
        Current<order> current{};
        for (std::size_t c = 0; c < order; ++c) current[c] = parts[c][i];
        return current;
    }
    static void set(Parts& parts, std::size_t i, const Current<order>& current) noexcept {
        for (std::size_t c = 0; c < order; ++c) parts[c][i] = current[c];
    }
    // Those of an axonal event of the slice, where they are not its row's.
    std::span<const double> dynamic_weights(std::size_t event) const noexcept {
        return dynamic != nullptr ? dynamic->of(event) : std::span<const double>();
    }
};

}  // namespace limen::lsm
