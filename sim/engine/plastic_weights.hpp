// The plastic synapses of one block on their way through a trial.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/continuous_stdp.hpp"
#include "engine/network.hpp"
#include "engine/short_term_synapses.hpp"
#include "limen/neuron/population.hpp"

namespace limen {

// One thread at a time.
class PlasticWeights : public DynamicWeights {
public:
    PlasticWeights(const Network&, std::size_t block);
    PlasticWeights(const PlasticWeights&) = delete;
    PlasticWeights& operator=(const PlasticWeights&) = delete;

    void start();  // of a trial
    // Gives the weights of all axonal events of a slice. Slices come in order. What comes at or after `trial_end` does
    // not count.
    void begin(const Slice&, Time trial_end);
    void spiked(std::uint32_t unit, double offset) override;
    // After the block has taken the slice.
    void end();

    // The synapses of a continuous class, whose arrivals someone else finds; nullptr where there is no such plasticity.
    ShortTermStates* continuous_short_term(std::uint32_t delay_class) noexcept {
        return x_short_term_of_class[delay_class];
    }
    ContinuousStdp* continuous_stdp(std::uint32_t delay_class) noexcept {
        return x_continuous_stdp_of_class[delay_class];
    }
    // The present weight of a synapse of a delay class; nothing where spikes do not change it.
    std::optional<double> weight(std::uint32_t delay_class, std::size_t synapse) const noexcept;
    std::uint64_t bytes() const noexcept;

private:
    const SynapseRows& x_rows;
    SliceClock x_slices;
    std::vector<ShortTermStates> x_short_term;
    std::vector<StdpStates> x_stdp;
    std::vector<ContinuousStdp> x_continuous_stdp;
    std::vector<ShortTermStates*> x_short_term_of_class;  // of each delay class; nullptr: none
    std::vector<StdpStates*> x_stdp_of_class;
    std::vector<ContinuousStdp*> x_continuous_stdp_of_class;
    SliceSpikes x_spikes;
    double x_until = 0;             // ms from the slice's start to the trial's end
    std::vector<double> x_weights;  // of all events of the slice, one after the other
};

}  // namespace limen
