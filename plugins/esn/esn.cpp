// The parameters and the update of an echo state network.
#include "esn/esn.hpp"

#include <algorithm>

#include "esn/echo_state.hpp"
#include "limen/math.hpp"

namespace limen::esn {

const Parameter<Esn> Esn::schema[18] = {
    {"size", &Esn::size, "", Range::positive, "number of units, at most 65536"},
    {"spectral_radius", &Esn::spectral_radius, "", Range::not_negative,
     "largest magnitude of an eigenvalue of W after scaling"},
    {"density", &Esn::density, "", Range::share, "random: share of the entries of W that are not 0"},
    {"leak", &Esn::leak, "", Range::share, "share of the state that each update replaces"},
    {"input_scaling", &Esn::input_scaling, "", Range::not_negative,
     "W_in is numbers by the law input_weights, times this"},
    {"bias_scaling", &Esn::bias_scaling, "", Range::not_negative, "b is uniform in plus or minus this"},
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
};

namespace {

class EsnState : public PopulationState {
public:
    explicit EsnState(const EsnPopulation& population)
        : x_population(population), x_state(population.size()), x_scratch(population.size()) {}

    void start(std::uint32_t) override {
        std::fill(x_state.begin(), x_state.end(), 0.0);
        x_updates = 0;
    }

    void advance(std::uint32_t, const Slice& slice, const BlockInputs&, std::vector<SpikeEvent>&) override {
        auto sample = slice.samples.begin();
        const auto write_until = [&](double offset) {
            for (; sample != slice.samples.end() && sample->offset <= offset; ++sample)
                std::transform(x_state.begin(), x_state.end(), sample->row.begin(),
                               [](double h) { return static_cast<float>(h); });
        };
        for (const FrameEvent& frame : slice.frames) {
            write_until(frame.offset);
            update(x_population, frame.values, x_state, x_scratch);
            ++x_updates;
        }
        write_until(slice.length);
    }

    // Each update uses every synapse once.
    std::uint64_t synaptic_events() const override { return x_updates * x_population.internal_synapses(); }

private:
    const EsnPopulation& x_population;
    std::vector<double> x_state, x_scratch;
    std::uint64_t x_updates = 0;
};

}  // namespace

EsnPopulation::EsnPopulation(const Esn& parameters, const PopulationContext& context)
    : x_parameters(parameters),
      x_channels(context.channels),
      x_seed(context.seed),
      x_id(context.id),
      x_reservoir(draw_reservoir(parameters, context)),
      x_ring(x_reservoir.ring ? to_matrix(*x_reservoir.ring) : SparseMatrix()) {}

std::uint64_t EsnPopulation::bytes() const {
    return internal_synapses() * (sizeof(double) + sizeof(int)) + (W_in().size() + 3 * bias().size()) * sizeof(double);
}

Examination EsnPopulation::examine(const Trials* trials) const { return esn::examine(*this, *trials); }

std::unique_ptr<PopulationState> EsnPopulation::make_state(const PopulationWiring&) const {
    return std::make_unique<EsnState>(*this);
}

void update(const EsnPopulation& population, std::span<const double> input, std::span<double> state,
            std::span<double> scratch) {
    const SparseMatrix& W = population.W();
    const double leak = population.parameters().leak;
    for (Eigen::Index row = 0; row < W.outerSize(); ++row) {
        const auto i = static_cast<std::size_t>(row);
        double sum = population.bias()[i];
        for (std::size_t c = 0; c < input.size(); ++c) sum += population.W_in()[i * input.size() + c] * input[c];
        for (SparseMatrix::InnerIterator entry(W, row); entry; ++entry)
            sum += entry.value() * state[static_cast<std::size_t>(entry.col())];
        scratch[i] = sum;
    }
    for (std::size_t i = 0; i < state.size(); ++i) state[i] = (1 - leak) * state[i] + leak * math::tanh(scratch[i]);
}

std::unique_ptr<Population> EsnFactory::make(const Parameters& parameters, const PopulationContext& context) const {
    return std::make_unique<EsnPopulation>(from_parameters<Esn>(parameters), context);
}

}  // namespace limen::esn
