// A population of exact leaky integrate-and-fire neurons.
#pragma once

#include <memory>
#include <vector>

#include "limen/neuron/population.hpp"
#include "lsm/lif_block.hpp"
#include "lsm/lif_homeostasis.hpp"

namespace limen::lsm {

// In the order of LifFactory::observables().
enum class LifObservable : std::uint32_t { V_m, I_ex, I_in, filtered, count };

// The changing part of a population, whatever its synapses.
class LifStateBase : public PopulationState {
public:
    // An observable of one neuron of a block, `offset` ms after the start of the slice to come, if nothing happens
    // until then.
    virtual double observe(std::uint32_t block, std::size_t neuron, LifObservable, double offset) const = 0;
    using PopulationState::observe;
};

// Ends the run of a unit whose state no number holds any more. Throws Error.
[[noreturn]] void refuse_beyond_measure(std::size_t unit);

class LifPopulation : public Population {
public:
    // Throws ParameterError where values contradict each other.
    LifPopulation(const Lif& parameters, const PopulationContext&);

    std::uint32_t size() const override { return checked<std::uint32_t>(x_parameters.size, "size"); }
    std::uint32_t excitatory() const override { return x_excitatory; }
    std::uint32_t block_size() const override { return x_block_size; }
    double longest_slice() const override;
    std::uint32_t receptors(bool inhibitory) const override;
    std::span<const Position> positions() const override { return x_positions; }
    std::uint64_t bytes() const override;
    std::unique_ptr<PopulationState> make_state(const PopulationWiring&) const override;
    Homeostasis homeostasis() const override;
    std::shared_ptr<const Population> settle(std::span<const double> rates, std::int64_t pass) const override;
    std::span<const float> incoming_scales() const override { return x_settling.scales; }
    Examination examine(const Trials*) const override;

    const Lif& parameters() const noexcept { return x_parameters; }
    const LifValues& values() const noexcept { return x_values; }
    // Whether one kernel serves all neurons, so that they share the factors of events (lif_state.hpp); otherwise each
    // is taken on its own (lif_event_state.hpp).
    bool shares_factors() const noexcept;
    // 0, 1 or 2: see lif_kernel.hpp.
    int order() const noexcept;
    // Whether a state of this one can go on as one of `next`.
    bool may_become(const LifPopulation& next) const noexcept;
    // The potentials (mV) at the start of a trial.
    std::vector<double> initial_potentials(std::uint32_t trial) const;

private:
    Lif x_parameters;
    std::uint64_t x_seed;
    std::uint32_t x_id;
    LifValues x_values;
    std::uint32_t x_excitatory, x_block_size;
    std::vector<Position> x_positions;
    Settling x_settling;
};

class LifFactory : public PopulationFactory {
public:
    std::vector<Observable> observables() const override;
    bool spiking() const override { return true; }
    bool dynamic_weights() const override { return true; }
    bool takes_currents() const override { return true; }
    bool exact_samples() const override { return true; }
    std::string weight_unit(const Parameters& p) const override { return p.text("synapse") == "delta" ? "mV" : "pA"; }
    bool wants_data() const override { return false; }
    std::vector<UnusedParameter> unused(const Parameters&) const override;
    std::unique_ptr<Population> make(const Parameters&, const PopulationContext&) const override;
};

}  // namespace limen::lsm
