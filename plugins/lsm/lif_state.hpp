// A population of LIF neurons on its way through a trial.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "limen/population.hpp"
#include "lsm/event_factors.hpp"
#include "lsm/lif_block.hpp"
#include "lsm/lif_population.hpp"
#include "lsm/lif_segment.hpp"

namespace limen::lsm {

class LifState : public PopulationState {
public:
    LifState(const LifPopulation&, const PopulationWiring&);
    void start(std::uint32_t trial) override;
    void prepare(const Slice&) override;
    void advance(std::uint32_t block, const Slice&, const BlockInputs&, std::vector<SpikeEvent>& spikes) override;
    std::uint64_t synaptic_events() const override;
    // An observable of one neuron of a block, `offset` ms after the start of the slice to come, if nothing happens
    // until then.
    double observe(std::uint32_t block, std::size_t neuron, LifObservable, double offset) const;

private:
    // A synaptic event of a candidate: `factors` is an index into those of the axonal events or of the inputs.
    struct Replayed {
        double weight;
        std::uint32_t factors;
        std::uint16_t neuron;
        bool inhibitory;
    };
    // What one block needs besides its neurons; reused, so that nothing is allocated once it has grown.
    struct Scratch {
        std::vector<double> to_m, to_g;
        std::vector<InputTrain> trains;  // of a segment that is a part of the slice, with their values ...
        std::vector<std::vector<double>> offsets;
        std::vector<std::vector<std::uint16_t>> targets;
        std::vector<std::uint32_t> places;
        std::vector<Replayed> synaptic, inputs;
        std::vector<EventFactors> input_factors;
    };
    // The events of a segment.
    struct Events {
        std::size_t first_spike, last_spike;  // of the slice's
        std::span<const InputTrain> trains;
    };

    void run_segment(std::uint32_t number, const Slice&, const Events&, const SegmentFactors&);
    std::span<const InputTrain> trains_between(Scratch&, std::span<const InputTrain>, double start, double end) const;

    // The candidates of a segment once more, event by event.
    void replay(std::uint32_t number, const Slice&, const Events&, const SegmentFactors&);
    void collect(std::uint32_t number, const Slice&, const Events&);
    void receive(LifBlock&, const Replayed&, const EventFactors&, double end);
    void settle_until(LifBlock&, std::size_t i, double offset, double end);
    void settle_before(LifBlock&, std::size_t i, double offset);
    void own_event(LifBlock&, std::size_t i, double end);
    void find_crossing(LifBlock&, std::size_t i, double offset, double end);

    void set_current(LifBlock&, const CurrentEvent&);
    void sample(LifBlock&, const SampleEvent&);
    double observe(const LifBlock&, std::size_t i, LifObservable, double offset, const Decay&) const;

    const LifPopulation& x_population;
    const LifKernel& x_kernel;
    std::vector<const SynapseRows*> x_rows;
    std::vector<DelayClass> x_delay_classes;
    bool x_filtered = false;
    double x_theta = 0, x_reset_below_theta = 0, x_slack = 0;
    FactorTable x_table;
    std::optional<SegmentFactors> x_whole_slice;
    std::vector<EventFactors> x_factors;  // of the slice's axonal events
    std::vector<LifBlock> x_blocks;
    std::vector<Scratch> x_scratch;  // of each block
};

}  // namespace limen::lsm
