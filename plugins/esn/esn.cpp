// The parameters and the update of an echo state network.
#include "esn/esn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "esn/echo_state.hpp"

namespace limen::esn {

const Parameter<Esn> Esn::schema[30] = {
    {"size", &Esn::size, "", Range::positive, "number of units, at most 65536"},
    {"spectral_radius", &Esn::spectral_radius, "", Range::not_negative,
     "largest magnitude of an eigenvalue of W after scaling"},
    {"density", &Esn::density, "", Range::share, "random: share of the entries of W that are not 0"},
    {"leak", &Esn::leak, "", Range::share, "by how much a unit forgets its state with each update"},
    {"input_scaling", &Esn::input_scaling, "", Range::not_negative,
     "W_in is numbers by the law input_weights, times this"},
    {"bias_scaling", &Esn::bias_scaling, "", Range::not_negative, "b is uniform in plus or minus this"},
    // The update.
    {"update", &Esn::update, "", Range::any,
     "what a leak a means: h = (1 - a) h + a f(x), an average that follows f, or h = (1 - a) h + f(x), a sum that "
     "leaks",
     "leaky_average leaky_integrator"},
    {"activation", &Esn::activation, "", Range::any, "f of each unit", "tanh logistic identity relu"},
    {"state_noise", &Esn::state_noise, "", Range::not_negative,
     "a number uniform in plus or minus this is added to x for each unit and frame"},
    {"precision", &Esn::precision, "", Range::any,
     "of weights and states: single is faster and recorded states differ "
     "by rounding",
     "float64 float32"},
    // The weights.
    {"reservoir", &Esn::reservoir, "", Range::any,
     "how W is made: one of these, or a connection rule, with its parameters in [population.<name>.rule]",
     "random orthogonal permutation cycle delay_line"},
    {"in_degree", &Esn::in_degree, "", Range::not_negative,
     "random: so many entries in each row of W are not 0; 0: by density"},
    {"weights", &Esn::weights, "", Range::any, "law of the entries of W before scaling, times what a rule's file gives",
     "uniform normal sign constant"},
    {"scaling", &Esn::scaling, "", Range::any, "W is scaled to this, or row by row, or left as it is",
     "spectral_radius spectral_norm row_sum in_degree none"},
    {"spectral_norm", &Esn::spectral_norm, "", Range::not_negative, "largest singular value of W after scaling"},
    {"weight_scale", &Esn::weight_scale, "", Range::any, "with scaling by rows or none, W is multiplied by it"},
    {"ring_weight", &Esn::ring_weight, "", Range::any, "cycle, delay line: from unit i - 1 to unit i"},
    {"feedback_weight", &Esn::feedback_weight, "", Range::any, "delay line: from unit i to unit i - 1"},
    {"jump_length", &Esn::jump_length, "", Range::not_negative,
     "cycle: every so many units one is joined with the next of them, both ways; 0: no jumps"},
    {"jump_weight", &Esn::jump_weight, "", Range::any, "cycle: of the jumps"},
    {"input_weights", &Esn::input_weights, "", Range::any,
     "law of W_in: as for W, or 1 with the signs of the digits of pi", "uniform normal sign constant pi"},
    {"input_density", &Esn::input_density, "", Range::share, "share of the entries of W_in that are not 0"},
    {"inter_scaling", &Esn::inter_scaling, "", Range::not_negative,
     "in place of input_scaling for what comes from other populations"},
    {"inter_density", &Esn::inter_density, "", Range::share,
     "in place of input_density for what comes from other populations"},
    {"feedback_scaling", &Esn::feedback_scaling, "", Range::not_negative,
     "in place of input_scaling for what is fed back"},
    // Intrinsic plasticity.
    {"intrinsic_rate", &Esn::intrinsic_rate, "", Range::not_negative,
     "learning rate of a gain and a bias of each unit, which are then frozen; 0: none"},
    {"intrinsic_mean", &Esn::intrinsic_mean, "", Range::any,
     "of the distribution of activations to be learnt: exponential (logistic) or normal (tanh)"},
    {"intrinsic_std", &Esn::intrinsic_std, "", Range::positive, "tanh: standard deviation of that distribution"},
    {"intrinsic_frames", &Esn::intrinsic_frames, "", Range::not_negative,
     "how many frames of the training trials to learn from; 0: all"},
    {"intrinsic_epochs", &Esn::intrinsic_epochs, "", Range::positive, "how often"},
};

Activation activation_of(const Esn& p) {
    constexpr std::pair<std::string_view, Activation> known[] = {{"tanh", Activation::tanh},
                                                                 {"logistic", Activation::logistic},
                                                                 {"identity", Activation::identity},
                                                                 {"relu", Activation::relu}};
    return std::find_if(std::begin(known), std::end(known), [&](const auto& k) { return k.first == p.activation; })
        ->second;
}

std::string likely_cause_of_divergence(const Esn& p, bool fed_back) {
    if (p.activation == "identity" || p.activation == "relu")
        return fmt::format("spectral_radius{}: it is {}, and nothing bounds the activation \"{}\"",
                           fed_back ? " and the feedback" : "", p.spectral_radius, p.activation);
    if (fed_back)
        return "what is fed back, feedback_scaling, the input and its scalings: their sum is beyond the largest number";
    return "the input, input_scaling and bias_scaling: their sum is beyond the largest number";
}

EsnPopulation::EsnPopulation(const Esn& parameters, const PopulationContext& context)
    : x_parameters(parameters),
      x_channels(context.channels + context.heard_units + context.feedback_channels),
      x_seed(context.seed),
      x_id(context.id),
      x_reservoir(draw_reservoir(parameters, context)),
      x_ring(x_reservoir.ring ? to_matrix(*x_reservoir.ring) : SparseMatrix()),
      x_leaks(draw_leaks(parameters, context.seed, context.id)) {
    check_intrinsic(parameters);
}

std::uint64_t EsnPopulation::bytes() const {
    const std::size_t real = parameters().precision == "float32" ? sizeof(float) : sizeof(double);
    const std::uint64_t nonzeros = internal_synapses(), units = size();
    const Form form = fastest_form(units, nonzeros, real == sizeof(float));
    // Beside the matrix as it was drawn: all entries; or rows with 16-bit columns, and the windows' slots.
    constexpr double slots_per_nonzero = 1.4;
    const double laid_out = form == Form::dense ? static_cast<double>(units * units * real)
                                                : static_cast<double>(nonzeros * (real + sizeof(std::uint16_t)));
    const double windows =
        form == Form::windowed ? slots_per_nonzero * static_cast<double>(nonzeros * (real + sizeof(std::uint8_t))) : 0;
    constexpr std::uint64_t arrays = 10;  // of one number for each unit, in the rule and the state
    return nonzeros * (sizeof(double) + sizeof(int)) + static_cast<std::uint64_t>(laid_out + windows) +
           W_in().size() * (sizeof(double) + 2 * real) + units * (sizeof(double) + arrays * real);
}

// f(a (W h + W_in u + b0) + b) is the update of a reservoir with the weights a W and a W_in and the bias a b0 + b.
EsnPopulation::EsnPopulation(const EsnPopulation& other, IntrinsicPlasticity learnt)
    : x_parameters(other.x_parameters),
      x_channels(other.x_channels),
      x_seed(other.x_seed),
      x_id(other.x_id),
      x_reservoir(other.x_reservoir),
      x_leaks(other.x_leaks),
      x_learnt(std::move(learnt)) {
    x_reservoir.W = other.W();
    x_reservoir.ring.reset();
    x_reservoir.spectral_radius = x_reservoir.spectral_norm = std::nullopt;
    for (std::size_t i = 0; i < x_reservoir.bias.size(); ++i) {
        const double gain = x_learnt->gain[i];
        for (SparseMatrix::InnerIterator entry(x_reservoir.W, static_cast<Eigen::Index>(i)); entry; ++entry)
            entry.valueRef() *= gain;
        for (std::size_t c = 0; c < x_channels; ++c) x_reservoir.W_in[i * x_channels + c] *= gain;
        x_reservoir.bias[i] = gain * x_reservoir.bias[i] + x_learnt->bias[i];
    }
}

std::shared_ptr<const Population> EsnPopulation::adapt(const TrainingPass& frames) const {
    if (x_parameters.intrinsic_rate == 0) return nullptr;
    return std::shared_ptr<const Population>(new EsnPopulation(*this, learn_intrinsic(*this, frames)));
}

Examination EsnPopulation::examine(const Trials* trials) const {
    Examination told = esn::examine(*this, trials);
    if (!x_learnt) return told;
    told.findings.push_back({"intrinsic_kl_before", x_learnt->kl_before});
    told.findings.push_back({"intrinsic_kl_after", x_learnt->kl_after});
    told.arrays = {{"intrinsic_gain", x_learnt->gain},
                   {"intrinsic_bias", x_learnt->bias},
                   {"intrinsic_histogram_before", x_learnt->before},
                   {"intrinsic_histogram_after", x_learnt->after},
                   {"intrinsic_histogram_wanted", x_learnt->wanted}};
    return told;
}

std::unique_ptr<RateState> EsnPopulation::make_rate_state(const RateWiring& wiring) const {
    const bool single = x_parameters.precision == "float32";
    LaidOut& laid_out = *x_laid_out;
    std::call_once(laid_out.once, [&] {
        if (single)
            laid_out.single = make_update<float>(x_parameters, x_reservoir, x_leaks);
        else
            laid_out.twice = make_update<double>(x_parameters, x_reservoir, x_leaks);
    });
    return single ? esn::make_state(*laid_out.single, wiring) : esn::make_state(*laid_out.twice, wiring);
}

void update(const EsnPopulation& population, std::span<const double> input, std::span<double> state,
            std::span<double> scratch) {
    const SparseMatrix& W = population.W();
    for (Eigen::Index row = 0; row < W.outerSize(); ++row) {
        const auto i = static_cast<std::size_t>(row);
        double sum = population.bias()[i];
        for (std::size_t c = 0; c < input.size(); ++c) sum += population.W_in()[i * input.size() + c] * input[c];
        for (SparseMatrix::InnerIterator entry(W, row); entry; ++entry)
            sum += entry.value() * state[static_cast<std::size_t>(entry.col())];
        scratch[i] = sum;
    }
    const Leaks& leaks = population.leaks();
    const Activation activation = activation_of(population.parameters());
    for (std::size_t i = 0; i < state.size(); ++i)
        state[i] = leaks.keep[i] * state[i] + leaks.gain[i] * activate(activation, scratch[i]);
}

std::unique_ptr<Population> EsnFactory::make(const Parameters& parameters, const PopulationContext& context) const {
    return std::make_unique<EsnPopulation>(from_parameters<Esn>(parameters), context);
}

}  // namespace limen::esn
