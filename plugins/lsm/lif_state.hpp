// A population of LIF neurons on its way through a trial.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "limen/neuron/population.hpp"
#include "lsm/event_factors.hpp"
#include "lsm/lif_block.hpp"
#include "lsm/lif_population.hpp"
#include "lsm/lif_segment.hpp"

namespace limen::lsm {

template <int order>
class LifState : public LifStateBase {
public:
    LifState(const LifPopulation&, const PopulationWiring&);
    void start(std::uint32_t trial) override;
    void prepare(const Slice&) override;
    void advance(std::uint32_t block, const Slice&, const BlockInputs&, std::vector<SpikeEvent>& spikes) override;
    std::uint64_t synaptic_events() const override;
    double observe(std::uint32_t block, std::size_t neuron, LifObservable, double offset) const override;
    bool observe(std::uint32_t observable, std::span<double> row) const override;
    bool change(const Population& next) override;

private:
    void choose_slack();
    // A synaptic event of a candidate.
    struct Replayed {
        double offset, weight;
        std::uint32_t factors;  // of the axonal events, and after them those of the inputs
        std::uint16_t neuron;
        bool inhibitory;
        const double* scale = nullptr;  // times the weight, if the neuron's own spikes may change it
    };
    // What one block needs besides its neurons; reused, so that nothing is allocated once it has grown.
    struct Scratch {
        std::array<std::vector<double>, order + 1> parts;  // of the inputs of a train
        std::vector<InputTrain> trains;  // of a segment that is a part of the slice, with their values ...
        std::vector<std::vector<double>> offsets, scales;
        std::vector<std::vector<std::uint16_t>> targets;
        std::vector<std::uint16_t> row_targets;  // of the segment's axonal events, row by row ...
        std::vector<std::uint32_t> row_ends;     // ... and where each row ends
        std::vector<std::uint32_t> places, starts;
        std::vector<std::uint16_t> slots;      // of each neuron that is a candidate, its number among them
        std::vector<Replayed> found, grouped;  // in the order of the scan, and by candidate
        std::vector<EventFactors<order>> input_factors;
    };
    // The events of a segment.
    struct Events {
        std::size_t first_spike, last_spike;  // of the slice's
        std::span<const InputTrain> trains;
    };

    void run_segment(std::uint32_t number, const Slice&, const Events&, const SegmentFactors<order>&);
    std::span<const InputTrain> trains_between(Scratch&, const BlockInputs&, double start, double end) const;

    // The candidates of a segment once more, event by event.
    void replay(std::uint32_t number, const Slice&, const Events&, const SegmentFactors<order>&);
    void collect(std::uint32_t number, const Slice&, const Events&);
    void group(const LifBlock<order>&, Scratch&) const;
    void replay_neuron(LifBlock<order>&, std::size_t i, std::span<const Replayed>, const Scratch&,
                       const SegmentFactors<order>&);
    // Takes a neuron from the moment of `from` through its own events up to `until`. Its last one may come at `until`.
    void settle(LifBlock<order>&, std::size_t i, EventFactors<order> from, double until);
    // The moment of its first crossing in that time, or `never`.
    double crossing(const LifBlock<order>&, std::size_t i, const EventFactors<order>& from, double until) const;
    void spike(LifBlock<order>&, std::size_t i, double offset);
    // The potential leaves V_reset at the moment of `now`.
    void leave_reset(LifBlock<order>&, std::size_t i, const EventFactors<order>& now) const;

    void set_current(LifBlock<order>&, const CurrentEvent&);
    void sample(LifBlock<order>&, const SampleEvent&);
    double observe(const LifBlock<order>&, std::size_t i, LifObservable, double offset, const Decay&) const;

    const LifPopulation* x_population;
    LifKernel<order> x_kernel;
    std::vector<const SynapseRows*> x_rows;
    std::vector<DelayClass> x_delay_classes;
    bool x_filtered = false;
    double x_slack = 0;  // mV
    FactorTable<order> x_table;
    std::optional<SegmentFactors<order>> x_whole_slice;
    std::vector<EventFactors<order>> x_factors;  // of the slice's axonal events
    std::vector<LifBlock<order>> x_blocks;
    std::vector<Scratch> x_scratch;  // of each block
};

}  // namespace limen::lsm
