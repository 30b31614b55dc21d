// Makes and compares penalties.
#include "train/linear/penalties.hpp"

#include <cmath>

#include "limen/core/error.hpp"

namespace limen::train {

std::vector<double> penalty_grid(double scale, double first, double last, int points) {
    std::vector<double> grid;
    for (int i = 0; i < points; ++i)
        grid.push_back((scale > 0 ? scale : 1) * std::pow(10.0, first + (last - first) * i / (points - 1)));
    return grid;
}

std::size_t best_penalty(std::span<const double> penalties, std::span<const double> errors) {
    constexpr double rounding = 1e-12;
    double least = INFINITY;
    for (const double error : errors) least = error < least ? error : least;
    std::size_t best = errors.size();
    for (std::size_t i = 0; i < errors.size(); ++i)
        if (std::isfinite(errors[i]) && errors[i] <= least * (1 + rounding) &&
            (best == errors.size() || penalties[i] > penalties[best]))
            best = i;
    if (best == errors.size()) throw ParameterError("lambdas", "give no finite error; they are too small or too large");
    return best;
}

}  // namespace limen::train
