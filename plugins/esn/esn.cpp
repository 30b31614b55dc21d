// The parameters and the update of an echo state network.
#include "esn/esn.hpp"

#include <algorithm>

#include "limen/math.hpp"

namespace limen::esn {

const Parameter<Esn> Esn::schema[6] = {
    {"size", &Esn::size, "", Range::positive, "number of units, at most 65536"},
    {"spectral_radius", &Esn::spectral_radius, "", Range::not_negative,
     "largest magnitude of an eigenvalue of W after scaling"},
    {"density", &Esn::density, "", Range::share, "share of the entries of W that are not 0"},
    {"leak", &Esn::leak, "", Range::share, "share of the state that each update replaces"},
    {"input_scaling", &Esn::input_scaling, "", Range::not_negative, "W_in is uniform in plus or minus this"},
    {"bias_scaling", &Esn::bias_scaling, "", Range::not_negative, "b is uniform in plus or minus this"},
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
    : x_parameters(parameters), x_channels(context.channels), x_reservoir(draw_reservoir(parameters, context)) {}

std::uint64_t EsnPopulation::bytes() const {
    return internal_synapses() * (sizeof(double) + sizeof(int)) + (W_in().size() + 3 * bias().size()) * sizeof(double);
}

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
