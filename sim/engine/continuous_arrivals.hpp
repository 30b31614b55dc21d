// The spikes that reach a block in one slice along synapses with delays of their own: inputs at exact times, which a
// population takes like those of drives.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/network.hpp"
#include "engine/plastic_weights.hpp"
#include "engine/travelling_spikes.hpp"
#include "limen/neuron/population.hpp"

namespace limen {

// One thread at a time.
class ContinuousArrivals {
public:
    // With the weights of the block's plastic synapses, if it has any. All must outlive it.
    ContinuousArrivals(const Network&, std::size_t block, PlasticWeights*);

    bool none() const noexcept { return x_trains.empty(); }
    void start();  // of a trial
    // What arrives in a slice, of the spikes on their way by delay class. Slices come in order.
    void find(std::int64_t slice, std::span<const TravellingSpikes>);
    // What was found, valid until the next call.
    std::span<const InputTrain> trains() const noexcept { return x_given; }

private:
    // The synapses of its class that a spike has still to reach: [next, end).
    struct Cursor {
        std::uint32_t next, end;
    };
    struct Class {
        std::uint32_t number;
        SynapseRow synapses;  // all of the class
        std::span<const float> delays;
        ShortTermStates* short_term;  // of synapses that differ
        ContinuousStdp* stdp;
        std::vector<Cursor> cursors{};  // of the spikes that are due ...
        std::uint64_t first = 0;        // ... from this one on
    };
    // What comes to one receptor; one weight without scales if all of its classes have that and no plasticity.
    struct Train {
        double weight;
        std::uint32_t receptor;
        bool scaled;
        std::vector<Class> classes{};
        std::size_t count = 0;  // of the inputs; their room is larger
        std::vector<double> offsets{}, scales{};
        std::vector<std::uint16_t> targets{};
    };
    // The plastic synapse of an input.
    struct Learner {
        Class* of;
        std::uint32_t synapse;  // of its class
        double trace_left;      // ContinuousStdp::Arrival
    };

    void add_class(const Network&, std::uint32_t delay_class, PlasticWeights*);
    // Lets the cursors be those of the spikes that are due.
    void move_cursors(Class&, const TravellingSpikes&) const;
    void collect(Train&, Class&, const TravellingSpike&, Cursor&, std::int64_t slice);
    void scale(Train&, Class&, const TravellingSpike&, std::uint32_t first, std::size_t count);
    // By time, and of one time in the order in which they were found; then tells those that learn.
    void sort(Train&);

    const SynapseRows& x_rows;
    SliceClock x_slices;
    bool x_dynamic;
    std::vector<Train> x_trains;
    std::vector<Learner> x_learners;  // of each input of a train, if there are dynamic weights
    std::vector<std::pair<double, std::uint32_t>> x_order;
    std::vector<double> x_sorted_scales;
    std::vector<std::uint16_t> x_sorted_targets;
    std::vector<InputTrain> x_given;
};

}  // namespace limen
