// Draws a reservoir and scales it.
#include "esn/reservoir.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "esn/esn.hpp"
#include "esn/spectral_radius.hpp"
#include "limen/random.hpp"

namespace limen::esn {

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

}  // namespace

Reservoir draw_reservoir(const Esn& parameters, const PopulationContext& context) {
    constexpr std::int64_t most_units = 65536;
    if (parameters.size > most_units)
        throw ParameterError("size",
                             fmt::format("is {}; a reservoir has at most {} units", parameters.size, most_units));
    Reservoir reservoir;
    reservoir.W = draw_W(parameters, context);
    scale(reservoir.W, parameters.spectral_radius);
    for (std::uint32_t row = 0; row < parameters.size; ++row) {
        Random inputs(context.seed, Purpose::reservoir, context.id, row, for_W_in);
        for (std::size_t c = 0; c < context.channels; ++c)
            reservoir.W_in.push_back(parameters.input_scaling * signed_uniform(inputs));
        Random biases(context.seed, Purpose::reservoir, context.id, row, for_bias);
        reservoir.bias.push_back(parameters.bias_scaling * signed_uniform(biases));
    }
    return reservoir;
}

}  // namespace limen::esn
