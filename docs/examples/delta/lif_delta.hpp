// Leaky integrate-and-fire neurons with delta synapses: an input of weight w lifts the potential by w mV at once.
#pragma once

#include <algorithm>

#include "limen/core/math.hpp"
#include "limen/neuron/population.hpp"

namespace delta {

// What a model file may say; the initial values are the defaults. Potentials are relative to rest.
struct LifDelta {
    std::int64_t size = 100;
    double tau_m = 10, V_th = 15, V_reset = 0;
    static const limen::Parameter<LifDelta> schema[4];
};

inline const limen::Parameter<LifDelta> LifDelta::schema[4] = {
    {"size", &LifDelta::size, "", limen::Range::positive, "number of neurons"},
    {"tau_m", &LifDelta::tau_m, "ms", limen::Range::positive, "membrane time constant"},
    {"V_th", &LifDelta::V_th, "mV", limen::Range::positive, "threshold"},
    {"V_reset", &LifDelta::V_reset, "mV", limen::Range::any, "potential after a spike, below the threshold"},
};

// The lasting part: the parameters. One object, shared by all threads and trials.
class Neurons : public limen::Population {
public:
    explicit Neurons(const LifDelta& parameters)
        : x_parameters(parameters), x_size(limen::checked<std::uint32_t>(parameters.size, "size")) {
        if (parameters.V_reset >= parameters.V_th)
            throw limen::ParameterError("V_reset", "must be below V_th, or a neuron would fire for ever");
    }
    std::uint32_t size() const override { return x_size; }
    std::uint64_t bytes() const override { return sizeof(*this) + size() * 2 * sizeof(double); }
    std::unique_ptr<limen::PopulationState> make_state(const limen::PopulationWiring&) const override;
    const LifDelta& parameters() const noexcept { return x_parameters; }

private:
    LifDelta x_parameters;
    std::uint32_t x_size;
};

// The changing part: one for each trial that runs at the same time.
class NeuronsState : public limen::PopulationState {
public:
    NeuronsState(const Neurons& neurons, const limen::PopulationWiring& wiring)
        : x_neurons(neurons),
          x_V(neurons.size()),
          x_since(neurons.size()),
          x_rows(wiring.blocks.begin(), wiring.blocks.end()),
          x_inputs(x_rows.size()),
          x_events(x_rows.size()) {}

    void start(std::uint32_t) override {
        std::fill(x_V.begin(), x_V.end(), 0.0);
        std::fill(x_since.begin(), x_since.end(), 0.0);
        std::fill(x_events.begin(), x_events.end(), 0U);
    }

    void advance(std::uint32_t block, const limen::Slice& slice, const limen::BlockInputs& inputs,
                 std::vector<limen::SpikeEvent>& spikes) override {
        const std::uint32_t first = block * x_neurons.block_size();
        const std::uint32_t last = std::min(first + x_neurons.block_size(), x_neurons.size());
        gather(block, slice, inputs);
        auto sample = slice.samples.begin();
        const auto sample_until = [&](double offset) {
            for (; sample != slice.samples.end() && sample->offset <= offset; ++sample)
                for (std::uint32_t i = first; i < last; ++i)
                    sample->row[i] = static_cast<float>(potential(i, sample->offset));
        };
        for (const limen::InputEvent& input : x_inputs[block]) {
            sample_until(input.offset);
            const std::uint32_t i = first + input.target;
            x_V[i] = potential(i, input.offset) + input.weight;
            x_since[i] = input.offset;
            if (x_V[i] < x_neurons.parameters().V_th) continue;
            x_V[i] = x_neurons.parameters().V_reset;
            spikes.push_back({input.offset, i});
        }
        sample_until(slice.length);
        // Offsets of the next slice count from its own start.
        for (std::uint32_t i = first; i < last; ++i) x_since[i] -= slice.length;
    }

    std::uint64_t synaptic_events() const override {
        std::uint64_t sum = 0;
        for (const std::uint64_t events : x_events) sum += events;
        return sum;
    }

private:
    // Exact: between inputs the potential decays and does nothing else.
    double potential(std::uint32_t i, double offset) const {
        return x_V[i] * limen::math::exp((x_since[i] - offset) / x_neurons.parameters().tau_m);
    }

    // All inputs of the block in the order of time: what arrives along synapses, then what drives give.
    void gather(std::uint32_t block, const limen::Slice& slice, const limen::BlockInputs& inputs) {
        auto& gathered = x_inputs[block];
        gathered.clear();
        for (const limen::AxonalEvent& spike : slice.spikes) {
            const limen::SynapseRow row = x_rows[block]->row(spike.source, spike.delay_class);
            for (std::size_t k = 0; k < row.targets.size(); ++k)
                gathered.push_back({spike.offset, row.weight(k) * spike.scale, row.targets[k]});
        }
        x_events[block] += gathered.size();
        limen::append_events(inputs.trains, gathered);
        std::stable_sort(gathered.begin(), gathered.end(),
                         [](const auto& a, const auto& b) { return a.offset < b.offset; });
    }

    const Neurons& x_neurons;
    std::vector<double> x_V, x_since;  // mV, as of this offset in the present slice (ms)
    std::vector<const limen::SynapseRows*> x_rows;
    std::vector<std::vector<limen::InputEvent>> x_inputs;  // one for each block, because blocks run at the same time
    std::vector<std::uint64_t> x_events;
};

inline std::unique_ptr<limen::PopulationState> Neurons::make_state(const limen::PopulationWiring& wiring) const {
    return std::make_unique<NeuronsState>(*this, wiring);
}

class NeuronsFactory : public limen::PopulationFactory {
public:
    std::vector<limen::Observable> observables() const override { return {{"V_m", "mV", "potential above rest"}}; }
    bool spiking() const override { return true; }
    bool wants_data() const override { return false; }
    std::string weight_unit(const limen::Parameters&) const override { return "mV"; }
    std::unique_ptr<limen::Population> make(const limen::Parameters& parameters,
                                            const limen::PopulationContext&) const override {
        return std::make_unique<Neurons>(limen::from_parameters<LifDelta>(parameters));
    }
};

}  // namespace delta
