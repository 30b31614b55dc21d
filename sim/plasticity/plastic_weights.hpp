// The plastic synapses of one block on their way through a trial.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "limen/population.hpp"
#include "plasticity/short_term_synapses.hpp"
#include "schedule/network.hpp"

namespace limen {

// One thread at a time.
class PlasticWeights : public DynamicWeights {
public:
    PlasticWeights(const Network&, std::size_t block);
    PlasticWeights(const PlasticWeights&) = delete;
    PlasticWeights& operator=(const PlasticWeights&) = delete;

    void start();  // of a trial
    // Gives the weights of all axonal events of a slice. Slices come in order.
    void begin(const Slice&);
    void spiked(std::uint32_t unit, double offset) override;
    // After the block has taken the slice. What comes at or after `trial_end` no longer counts.
    void end(Time trial_end);

    // The synapses of a delay class; nullptr where spikes do not change their weights.
    const StdpStates* stdp(std::uint32_t delay_class) const noexcept { return x_stdp_of_class[delay_class]; }
    std::uint64_t bytes() const noexcept;

private:
    const SynapseRows& x_rows;
    SliceClock x_slices;
    std::vector<ShortTermStates> x_short_term;
    std::vector<StdpStates> x_stdp;
    std::vector<ShortTermStates*> x_short_term_of_class;  // of each delay class; nullptr: none
    std::vector<StdpStates*> x_stdp_of_class;
    SliceSpikes x_spikes;
    std::int64_t x_slice = 0;
    std::vector<double> x_weights;  // of all events of the slice, one after the other
};

}  // namespace limen
