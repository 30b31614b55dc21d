// A population whose neurons do not share a kernel, event by event: each neuron goes from one of its own events to the
// next. It does all that LifState does, and takes membranes of their own, any number of receptors and thresholds that
// spikes raise.
#pragma once

#include <cstdint>
#include <vector>

#include "limen/neuron/population.hpp"
#include "lsm/drive_currents.hpp"
#include "lsm/general_kernel.hpp"
#include "lsm/lif_population.hpp"

namespace limen::lsm {

class LifEventState : public LifStateBase {
public:
    LifEventState(const LifPopulation&, const PopulationWiring&);
    void start(std::uint32_t trial) override;
    void advance(std::uint32_t block, const Slice&, const BlockInputs&, std::vector<SpikeEvent>& spikes) override;
    std::uint64_t synaptic_events() const override;
    double observe(std::uint32_t block, std::size_t neuron, LifObservable, double offset) const override;
    bool observe(std::uint32_t observable, std::span<double> row) const override;
    bool change(const Population& next) override;
    static std::uint64_t bytes_of_neuron(std::uint64_t receptors) noexcept;

private:
    struct Neuron {
        GeneralKernel::State state;  // at `time`
        double time;                 // ms, from the slice's start
        double safe_until;           // ms: before it the neuron has no event of its own if nothing comes
        double theta;                // V_th - C (mV), when the threshold is not raised
        double release;              // ms: the end of refractoriness, or `never`
        double trace;                // filtered spike train, at `traced`
        double traced;
        std::uint32_t count;
        bool held;  // refractory
    };
    struct Input {
        double offset, weight;
        std::uint32_t neuron, receptor;
        const double* scale;  // times the weight, if the neuron's own spikes may change it; or none
    };
    struct Block {
        std::uint32_t first;
        std::vector<Neuron> neurons;
        std::vector<Input> found, grouped;  // of a slice: as they came; by neuron and time
        std::vector<std::uint32_t> next;    // of each neuron: the next of `grouped`, and at the end the end of its own
        std::vector<std::uint32_t> ends;
        DriveCurrents drive_currents;
        std::uint64_t synaptic_events = 0;
        std::vector<SpikeEvent>* spikes = nullptr;
        DynamicWeights* dynamic = nullptr;  // of the present slice
    };

    void make_kernels();
    void collect(std::uint32_t number, const Slice&, const BlockInputs&);
    void group(Block&) const;
    // Takes all neurons of a block to `until`, their inputs before it included.
    void run_until(Block&, double until);
    void receive(Block&, std::size_t i, const Input&) const;
    // Takes a neuron through its own events up to `until`. Its last one may come at `until`.
    void settle(Block&, std::size_t i, double until) const;
    void spike(Block&, std::size_t i) const;
    void set_current(Block&, const CurrentEvent&) const;
    void sample(const Block&, const SampleEvent&) const;
    void rebase(Block&, double length) const;
    std::uint32_t receptor_of(bool inhibitory, std::uint32_t number) const;
    const GeneralKernel& kernel_of(const Block&, std::size_t i) const noexcept;
    double observe(const Block&, std::size_t i, LifObservable, double offset) const;

    const LifPopulation* x_population;
    std::vector<GeneralKernel> x_kernels;  // one, or one for each neuron
    std::vector<const SynapseRows*> x_rows;
    std::vector<DelayClass> x_delay_classes;
    bool x_filtered;
    std::vector<Block> x_blocks;
};

}  // namespace limen::lsm
