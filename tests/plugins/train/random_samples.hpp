// Random samples and the plain formulas that the ridge tests compare with.
#pragma once

#include <cstdint>
#include <vector>

#include "dense.hpp"
#include "train/linear/ridge.hpp"

namespace limen::train::test {

// Uniform in [-1, 1).
Matrix random_matrix(std::uint64_t seed, Eigen::Index rows, Eigen::Index columns);

// Sample i in fold i mod `count`.
std::vector<int> cyclic_folds(Eigen::Index samples, int count);

// Features centred and scaled to deviation 1.
Matrix standardised(const Matrix& features);

// Fits `training` with an intercept of its own, by the normal equations, and predicts for `wanted`.
Matrix direct_ridge(const Matrix& training, const Matrix& targets, double lambda, const Matrix& wanted);

// The minimum of sum_i weight_i |y_i - x_i W|^2 + lambda |W|^2.
Matrix weighted_ridge(const Matrix& X, const Matrix& Y, const Eigen::VectorXd& weights, double lambda);

// Refits without each fold in turn, with the standardisation that all samples give.
Matrix refit_without_folds(const Matrix& X, const Matrix& Y, const std::vector<int>& folds, double lambda);

// Generalised cross-validation of each target by its definition, with the matrix H of fitted values computed as such:
// column i of H is the fit to the i-th unit vector.
Eigen::RowVectorXd generalised_errors(const Matrix& X, const Matrix& Y, double lambda);

}  // namespace limen::train::test
