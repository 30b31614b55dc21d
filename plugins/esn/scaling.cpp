// The five ways to scale a W.
#include "esn/scaling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "esn/esn.hpp"
#include "esn/spectral_norm.hpp"
#include "esn/spectral_radius.hpp"
#include "esn/strong_components.hpp"

namespace limen::esn {

namespace {

bool all_finite(const Reservoir& reservoir) {
    if (const auto& ring = reservoir.ring)
        return std::isfinite(ring->weight) && std::isfinite(ring->feedback) && std::isfinite(ring->jump);
    const double* const weights = reservoir.W.valuePtr();
    return std::all_of(weights, weights + reservoir.W.nonZeros(), [](double w) { return std::isfinite(w); });
}

void multiply(Reservoir& reservoir, double factor) {
    if (reservoir.ring)
        *reservoir.ring = reservoir.ring->times(factor);
    else
        reservoir.W *= factor;
    for (std::optional<double>* known : {&reservoir.spectral_radius, &reservoir.spectral_norm})
        if (*known) *known = std::fabs(factor) * **known;
}

std::optional<double> radius_of(const Reservoir& reservoir) {
    if (reservoir.spectral_radius) return reservoir.spectral_radius;
    return reservoir.ring ? spectral_radius(*reservoir.ring) : spectral_radius(reservoir.W);
}

std::optional<double> norm_of(const Reservoir& reservoir) {
    if (reservoir.spectral_norm) return reservoir.spectral_norm;
    return reservoir.ring ? spectral_norm(*reservoir.ring) : spectral_norm(reservoir.W);
}

// `size` is what the radius or norm, which `key` and `what` name, was found to be.
void scale_to(Reservoir& reservoir, const std::string& key, double wanted, std::optional<double> size) {
    const std::string what = key == "spectral_radius" ? "largest eigenvalue" : "largest singular value";
    const std::string other = key == "spectral_radius" ? "spectral_norm" : "spectral_radius";
    if (!size)
        throw ParameterError(key, fmt::format("cannot be set: the {} of this W could not be found, because many are "
                                              "of nearly the same magnitude; use scaling = \"{}\", or scaling = "
                                              "\"none\" with the weights as they shall be",
                                              what, other));
    if (*size == 0)
        throw ParameterError(key, fmt::format("cannot be set: the {} of this W is 0, so no factor changes it", what));
    const double factor = wanted / *size;
    if (!std::isfinite(factor) || (factor < std::numeric_limits<double>::min() && wanted > 0))
        throw ParameterError(key, fmt::format("cannot be set to {}: the {} of this W is {}", wanted, what, *size));
    multiply(reservoir, factor);
}

void scale_rows(Reservoir& reservoir, const Esn& p) {
    if (reservoir.ring)
        throw ParameterError("scaling", fmt::format("is \"{}\", but a {} has the same weights in all rows; give them "
                                                    "as they shall be, with scaling = \"none\"",
                                                    p.scaling, p.reservoir));
    SparseMatrix& W = reservoir.W;
    for (Eigen::Index row = 0; row < W.rows(); ++row) {
        double divisor = 0;
        for (SparseMatrix::InnerIterator entry(W, row); entry; ++entry)
            divisor += p.scaling == "row_sum" ? std::fabs(entry.value()) : 1;
        if (divisor == 0) continue;
        for (SparseMatrix::InnerIterator entry(W, row); entry; ++entry) entry.valueRef() /= divisor;
    }
    reservoir.spectral_radius.reset();
    reservoir.spectral_norm.reset();
    multiply(reservoir, p.weight_scale);
}

}  // namespace

void refuse_zero(const Reservoir& reservoir, const Esn& p) {
    const bool scaled = p.scaling == "spectral_radius" || p.scaling == "spectral_norm";
    if (!scaled || reservoir.spectral_radius) return;
    if (const auto& ring = reservoir.ring) {
        if (ring->weight == 0 && ring->feedback == 0 && ring->jump == 0)
            throw ParameterError(p.scaling,
                                 fmt::format("cannot be set: all weights of this {} are 0, so no factor changes "
                                             "them; give it a ring_weight, or use scaling = \"none\"",
                                             p.reservoir));
        return;
    }
    const double* const weights = reservoir.W.valuePtr();
    const auto zero = [](double w) { return w == 0; };
    if (!std::all_of(weights, weights + reservoir.W.nonZeros(), zero)) return;
    throw ParameterError(p.scaling,
                         fmt::format("cannot be set: the W that was drawn has no weight, so no factor changes "
                                     "it; give it more connections{}, or use scaling = \"none\" for units that "
                                     "do not hear each other",
                                     p.reservoir == "random" ? ", such as density = 1" : ""));
}

void refuse_nilpotent(const Reservoir& reservoir, const Esn& p) {
    if (p.scaling != "spectral_radius") return;
    if (reservoir.ring) {
        if (spectral_radius(*reservoir.ring).value_or(1) == 0)
            throw ParameterError("spectral_radius",
                                 fmt::format("cannot be set: all eigenvalues of this {} are 0, so no factor changes "
                                             "them; use scaling = \"none\", and give ring_weight as it shall be",
                                             p.reservoir));
    } else if (!reservoir.spectral_radius && strong_components(reservoir.W).empty()) {
        // What an iteration would find of the eigenvalues is rounding.
        throw ParameterError(
            "spectral_radius",
            "cannot be set: all eigenvalues of the W that was drawn are 0, because it has no cycle, so "
            "no factor changes them; give it more connections, or use scaling = \"spectral_norm\"");
    }
}

void scale(Reservoir& reservoir, const Esn& p) {
    if (p.scaling == "spectral_radius") {
        scale_to(reservoir, p.scaling, p.spectral_radius, radius_of(reservoir));
        reservoir.spectral_radius = p.spectral_radius;
    } else if (p.scaling == "spectral_norm") {
        scale_to(reservoir, p.scaling, p.spectral_norm, norm_of(reservoir));
        reservoir.spectral_norm = p.spectral_norm;
    } else if (p.scaling == "none") {
        multiply(reservoir, p.weight_scale);
    } else {
        scale_rows(reservoir, p);
    }
    if (!all_finite(reservoir))
        throw ParameterError("scaling",
                             fmt::format("is \"{}\", which makes weights too large for a number", p.scaling));
}

}  // namespace limen::esn
