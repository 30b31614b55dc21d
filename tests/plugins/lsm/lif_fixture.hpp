// Runs one LIF population slice by slice without a network: inputs in, spikes out.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "limen/core/random.hpp"
#include "limen/neuron/drive.hpp"
#include "lsm/lif_population.hpp"
#include "lsm/lif_state.hpp"

namespace limen::lsm {

struct TimedInput {
    double time, weight;  // ms, pA
    std::uint32_t target = 0;
};

// A change of the drive's current into all neurons.
struct TimedCurrent {
    double time;
    std::vector<double> current;  // pA, one per neuron of the only block
};

struct TimedSpike {
    double time;  // ms
    std::uint32_t unit;
};

// Neurons that rest and are reset at 0 mV.
inline Lif resting(std::int64_t size) {
    Lif lif;
    lif.size = size;
    lif.E_L = 0;
    lif.V_th = 15;
    lif.V_reset = 0;
    return lif;
}

// Inputs every 0.025 ms on average, a quarter of them inhibitory and twice as strong.
inline std::vector<TimedInput> random_inputs(std::uint32_t units, double stop, double weight) {
    Random random(3, Purpose::drive, 1);
    std::vector<TimedInput> inputs;
    for (double t = 0.01; t < stop; t += 0.05 * random.uniform())
        inputs.push_back({t, random.below(4) == 0 ? -2 * weight : weight, random.below(units)});
    return inputs;
}

class LifBench {
public:
    explicit LifBench(const Lif& parameters, double slice, std::vector<std::uint32_t> observables = {})
        : population(parameters, {1, 0, 0}), x_slice(slice) {
        PopulationWiring wiring{x_rows, {}, std::move(observables), 1, 0};
        state = population.make_state(wiring);
        state->start(0);
    }

    // The spikes before `stop`, sorted. Inputs and currents must be sorted by time; `stop` a multiple of the slice.
    std::vector<TimedSpike> run(const std::vector<TimedInput>& inputs, double stop,
                                const std::vector<TimedCurrent>& currents = {}) {
        std::vector<TimedSpike> all;
        std::size_t input = 0, current = 0;
        for (std::int64_t index = 0; static_cast<double>(index) * x_slice < stop; ++index) {
            const double start = static_cast<double>(index) * x_slice;
            DriveBuffer buffer;
            for (; input < inputs.size() && inputs[input].time - start < x_slice; ++input) {
                DriveInputs& one = buffer.add_inputs(inputs[input].weight);
                one.offsets.push_back(inputs[input].time - start);
                one.targets.push_back(static_cast<std::uint16_t>(inputs[input].target));
            }
            std::vector<CurrentEvent> changes;
            for (; current < currents.size() && currents[current].time - start < x_slice; ++current)
                changes.push_back({currents[current].time - start, 0, currents[current].current});
            std::vector<SpikeEvent> spikes;
            const Slice slice{index, x_slice, {}, {}, {}};
            state->prepare(slice);
            state->advance(0, slice, {buffer.trains(), changes}, spikes);
            for (const SpikeEvent& spike : spikes) all.push_back({start + spike.offset, spike.unit});
        }
        std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.time < b.time; });
        return all;
    }

    // An observable at the end of what ran so far.
    double observe(std::size_t neuron, LifObservable what) const {
        return dynamic_cast<const LifStateBase&>(*state).observe(0, neuron, what, 0);
    }

    LifPopulation population;
    std::unique_ptr<PopulationState> state;

private:
    static inline const SynapseRows x_no_rows{};
    std::vector<const SynapseRows*> x_rows{&x_no_rows};
    double x_slice;
};

}  // namespace limen::lsm
