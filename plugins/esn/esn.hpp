// Echo state networks: a fixed random recurrent network of leaky units. The update (update_rule.hpp) for frame k
// happens when the frame arrives; a sample sees the state as it was just before a frame of the same moment.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "esn/esn_state.hpp"
#include "esn/intrinsic_plasticity.hpp"
#include "esn/reservoir.hpp"
#include "limen/neuron/population.hpp"

namespace limen::esn {

struct Esn {
    std::int64_t size = 100;
    double spectral_radius = 0.9, density = 0.2;
    PerUnit leak = 1;
    double input_scaling = 1, bias_scaling = 0;
    // Of the update; see update_rule.hpp.
    std::string update = "leaky_average", activation = "tanh";
    double state_noise = 0;
    std::string precision = "float64";
    // Of the weights, beside those above; see reservoir.hpp.
    std::string reservoir = "random";  // or a connection rule
    std::int64_t in_degree = 0;        // 0: by density
    std::string weights = "uniform", scaling = "spectral_radius";
    double spectral_norm = 0.9, weight_scale = 1;
    double ring_weight = 1, feedback_weight = 0;
    std::int64_t jump_length = 0;
    double jump_weight = 0.5;
    std::string input_weights = "uniform";
    double input_density = 1;
    // Of what comes from other populations, and from readouts.
    double inter_scaling = 1, inter_density = 1, feedback_scaling = 1;
    // Of intrinsic plasticity; see intrinsic_plasticity.hpp. No such if the rate is 0.
    double intrinsic_rate = 0, intrinsic_mean = 0, intrinsic_std = 0.2;
    std::int64_t intrinsic_frames = 0, intrinsic_epochs = 1;
    static const Parameter<Esn> schema[30];
};

// The weights are those that draw_reservoir() makes.
class EsnPopulation : public Population {
public:
    // Throws ParameterError, as draw_reservoir().
    EsnPopulation(const Esn&, const PopulationContext&);

    std::uint32_t size() const override { return checked<std::uint32_t>(x_parameters.size, "size"); }
    std::uint32_t block_size() const override { return size(); }
    std::uint64_t internal_synapses() const override { return x_reservoir.synapses; }
    std::uint64_t bytes() const override;
    std::shared_ptr<const Population> adapt(const TrainingPass&) const override;
    Examination examine(const Trials*) const override;
    std::unique_ptr<RateState> make_rate_state(const RateWiring&) const override;

    const Esn& parameters() const noexcept { return x_parameters; }
    std::uint64_t seed() const noexcept { return x_seed; }
    std::uint32_t id() const noexcept { return x_id; }
    const Reservoir& reservoir() const noexcept { return x_reservoir; }
    // Of a ring too, as a matrix.
    const SparseMatrix& W() const noexcept { return x_reservoir.ring ? x_ring : x_reservoir.W; }
    const Leaks& leaks() const noexcept { return x_leaks; }
    std::size_t channels() const noexcept { return x_channels; }
    // Size x channels, row by row: those of its data, the units that it hears, and what is fed back.
    std::span<const double> W_in() const noexcept { return x_reservoir.W_in; }
    std::span<const double> bias() const noexcept { return x_reservoir.bias; }

private:
    // Like another but for its weights, in which what it has learnt is contained.
    EsnPopulation(const EsnPopulation&, IntrinsicPlasticity);

    Esn x_parameters;
    std::size_t x_channels;
    std::uint64_t x_seed;
    std::uint32_t x_id;
    Reservoir x_reservoir;
    SparseMatrix x_ring;
    Leaks x_leaks;
    std::optional<IntrinsicPlasticity> x_learnt;
    // For the kernels; made with the first state, because an estimate needs none. Of the precisions, that of the model.
    struct LaidOut {
        std::once_flag once;
        std::optional<Update<float>> single;
        std::optional<Update<double>> twice;
    };
    std::shared_ptr<LaidOut> x_laid_out = std::make_shared<LaidOut>();
};

Activation activation_of(const Esn&);
// What most likely makes states grow beyond all bounds.
std::string likely_cause_of_divergence(const Esn&, bool fed_back);

// One update of a state, in place and without noise, by the formula and in double precision; `scratch` is as long as
// the state. For what happens once; states take their steps in forms that are faster and give the same bits.
void update(const EsnPopulation&, std::span<const double> input, std::span<double> state, std::span<double> scratch);

class EsnFactory : public PopulationFactory {
public:
    std::vector<Observable> observables() const override { return {{"h", "", "activation of each unit"}}; }
    bool spiking() const override { return false; }
    bool wants_data() const override { return true; }
    bool hears_rates() const override { return true; }
    bool exact_samples() const override { return true; }
    std::string rule_key() const override { return "reservoir"; }
    std::vector<UnusedParameter> unused(const Parameters& parameters) const override {
        return unused_parameters(from_parameters<Esn>(parameters));
    }
    std::unique_ptr<Population> make(const Parameters&, const PopulationContext&) const override;
};

}  // namespace limen::esn
