// The spikes that reach a block in one slice along synapses with delays of their own: inputs at exact times, which a
// population takes like those of drives.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "events/travelling_spikes.hpp"
#include "limen/population.hpp"
#include "plasticity/plastic_weights.hpp"
#include "schedule/network.hpp"

namespace limen {

// One thread at a time.
class ContinuousArrivals {
public:
    // With the weights of the block's plastic synapses, if it has any. All must outlive it.
    ContinuousArrivals(const Network&, std::size_t block, PlasticWeights*);

    bool none() const noexcept { return x_receptors.empty(); }
    // What arrives in a slice, of the spikes that are due in it by delay class. Slices come in order.
    void find(std::int64_t slice, std::span<const std::span<const TravellingSpike>> due);
    // What was found, valid until the next call.
    std::span<const InputTrain> trains() const noexcept { return x_trains; }

private:
    struct Arrival {
        double offset, scale;
        std::uint32_t synapse;  // of its delay class
        std::uint16_t target;
        std::uint16_t delay_class;
        double trace_left;  // ContinuousStdp::Arrival
    };
    // All that comes to one receptor, as a train.
    struct Receptor {
        bool inhibitory;
        std::uint32_t number;
        std::vector<std::uint32_t> delay_classes;
        std::vector<double> offsets, scales;
        std::vector<std::uint16_t> targets;
    };

    void collect(const TravellingSpike&, std::uint32_t delay_class, std::int64_t slice);
    // By time, and of one time in the order in which they were found.
    void sort_into(Receptor&);
    void let_learn(Receptor&);

    const Network& x_network;
    const SynapseRows& x_rows;
    PlasticWeights* x_plastic;
    std::vector<Receptor> x_receptors;
    std::vector<Arrival> x_found;
    std::vector<std::pair<double, std::uint32_t>> x_order;
    std::vector<InputTrain> x_trains;
};

}  // namespace limen
