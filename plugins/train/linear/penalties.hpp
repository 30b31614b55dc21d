// The penalties that ridge regression chooses from, and the choice.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace limen::train {

// `points` numbers in equal ratios from 10^first to 10^last times `scale` (1 if that is not above 0).
std::vector<double> penalty_grid(double scale, double first, double last, int points);

// Where the error is least; of errors that are equal up to rounding, the one with the largest penalty. Throws
// ParameterError("lambdas") if none is finite.
std::size_t best_penalty(std::span<const double> penalties, std::span<const double> errors);

}  // namespace limen::train
