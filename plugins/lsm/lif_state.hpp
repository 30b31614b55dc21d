// A population of LIF neurons on its way through a trial.
#pragma once

#include <cstdint>
#include <vector>

#include "limen/population.hpp"
#include "lsm/event_factors.hpp"
#include "lsm/lif_population.hpp"

namespace limen::lsm {

// One neuron, half a cache line, so that an event touches one line. Counted from the slice's start (event_factors.hpp).
// Rationale: an array of structures, because events come to neurons in random order.
struct LifUnit {
    double m;           // mV; `held` while refractory
    double g_ex, g_in;  // mV/ms
    double next;  // ms: offset of its next own event: the threshold crossing, or the end of refractoriness; or `never`
};

// The potential of a refractory neuron, so low that no input or bound brings it near a threshold.
inline constexpr double held = -1e300;
inline bool is_refractory(const LifUnit& unit) noexcept { return unit.m < held / 2; }

struct LifBlock {
    std::uint32_t first = 0;  // its first neuron in the population
    std::vector<LifUnit> units;
    std::vector<double> theta;          // V_th - C (mV) of each neuron
    std::vector<double> drive_current;  // pA, drive by drive, of each neuron; empty until a current comes
    std::vector<double> trace;          // filtered spike train at the slice's start, if it is sampled
    std::vector<std::uint32_t> counts;
    std::uint64_t synaptic_events = 0;
    std::vector<SpikeEvent>* spikes = nullptr;  // where the present slice's go
};

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
    // The events of a slice that come before its next change of currents or sample.
    struct Pending {
        std::span<const AxonalEvent> spikes;
        std::span<const InputEvent> inputs;
        const EventFactors* factors;  // of `spikes`
    };

    void deliver_until(LifBlock&, const SynapseRows&, Pending&, double offset);
    void deliver_row(LifBlock&, const SynapseRow&, const EventFactors&, bool inhibitory);
    void receive(LifBlock&, std::uint32_t target, double weight, const EventFactors&, bool inhibitory);
    void set_current(LifBlock&, const CurrentEvent&);
    void sample(LifBlock&, const SampleEvent&);
    double observe(const LifBlock&, std::size_t i, LifObservable, double offset, const Decay&) const;
    void end_slice(LifBlock&);

    // Handles the neuron's own events before `offset`, or up to and including it.
    void settle_before(LifBlock&, std::size_t i, double offset);
    void settle_until(LifBlock&, std::size_t i, double offset);
    void own_event(LifBlock&, std::size_t i);
    void find_crossing(LifBlock&, std::size_t i, double offset);

    const LifPopulation& x_population;
    const LifKernel& x_kernel;
    std::vector<const SynapseRows*> x_rows;
    std::vector<DelayClass> x_delay_classes;
    bool x_filtered = false;
    double x_theta = 0, x_reset_below_theta = 0, x_length = 0;
    Decay x_slice_decay{};  // over a whole slice
    double x_slice_psi_ex = 0, x_slice_psi_in = 0, x_slice_rise_ex = 0;
    std::vector<EventFactors> x_factors;  // of the slice's axonal events
    std::vector<LifBlock> x_blocks;
};

}  // namespace limen::lsm
