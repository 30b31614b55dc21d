// Draws a reservoir and scales it.
#include "esn/esn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "esn/spectral_radius.hpp"
#include "limen/math.hpp"
#include "limen/random.hpp"

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

// Different uses of one row's numbers must not share a stream.
enum Use : std::uint64_t { for_W, for_W_in, for_bias };

double signed_uniform(Random& random) { return 2 * random.uniform() - 1; }

SparseMatrix draw_W(const Esn& p, const PopulationContext& context) {
    const auto n = static_cast<std::uint32_t>(p.size);
    // Eigen counts the entries of a sparse matrix with an int.
    const double expected = p.density * n * n, most = expected + 6 * std::sqrt(expected);
    if (most > std::numeric_limits<int>::max())
        throw ParameterError(
            "density", fmt::format("is {}, which makes about {:.3g} weights; a reservoir has at most {}", p.density,
                                   expected, std::numeric_limits<int>::max()));
    std::vector<Eigen::Triplet<double, int>> entries;
    entries.reserve(static_cast<std::size_t>(most));
    for (std::uint32_t row = 0; row < n; ++row) {
        Random random(context.seed, Purpose::reservoir, context.id, row, for_W);
        for (std::uint32_t column = 0; column < n; ++column)
            if (random.uniform() < p.density)
                entries.emplace_back(static_cast<int>(row), static_cast<int>(column), signed_uniform(random));
    }
    SparseMatrix W(static_cast<Eigen::Index>(n), static_cast<Eigen::Index>(n));
    W.setFromTriplets(entries.begin(), entries.end());
    return W;
}

// Whether some walk along the weights comes back to where it began. Takes away units that nobody left listens to (Kahn
// 1962), as long as there are any.
bool has_cycle(const SparseMatrix& W) {
    std::vector<int> listeners(static_cast<std::size_t>(W.cols()), 0);
    for (Eigen::Index k = 0; k < W.nonZeros(); ++k) ++listeners[static_cast<std::size_t>(W.innerIndexPtr()[k])];
    std::vector<Eigen::Index> unheard;
    for (Eigen::Index unit = 0; unit < W.cols(); ++unit)
        if (listeners[static_cast<std::size_t>(unit)] == 0) unheard.push_back(unit);
    Eigen::Index left = W.cols();
    while (!unheard.empty()) {
        const Eigen::Index unit = unheard.back();
        unheard.pop_back();
        --left;
        for (SparseMatrix::InnerIterator entry(W, unit); entry; ++entry)
            if (--listeners[static_cast<std::size_t>(entry.col())] == 0) unheard.push_back(entry.col());
    }
    return left > 0;
}

void scale(SparseMatrix& W, double wanted) {
    // Without a cycle a matrix is nilpotent; what an iteration finds of its eigenvalues is rounding.
    if (!has_cycle(W))
        throw ParameterError("spectral_radius",
                             "cannot be set: all eigenvalues of the W that was drawn are 0, so no factor changes them; "
                             "give it more units or a larger density");
    W *= wanted / spectral_radius(W);
}

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
    : x_parameters(parameters), x_channels(context.channels) {
    constexpr std::int64_t most_units = 65536;
    if (parameters.size > most_units)
        throw ParameterError("size",
                             fmt::format("is {}; a reservoir has at most {} units", parameters.size, most_units));
    x_W = draw_W(parameters, context);
    scale(x_W, parameters.spectral_radius);
    for (std::uint32_t row = 0; row < size(); ++row) {
        Random inputs(context.seed, Purpose::reservoir, context.id, row, for_W_in);
        for (std::size_t c = 0; c < x_channels; ++c)
            x_W_in.push_back(parameters.input_scaling * signed_uniform(inputs));
        Random biases(context.seed, Purpose::reservoir, context.id, row, for_bias);
        x_bias.push_back(parameters.bias_scaling * signed_uniform(biases));
    }
}

std::uint64_t EsnPopulation::bytes() const {
    return internal_synapses() * (sizeof(double) + sizeof(int)) + (x_W_in.size() + 3 * x_bias.size()) * sizeof(double);
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
