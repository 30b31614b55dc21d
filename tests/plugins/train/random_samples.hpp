// Random samples and the plain formulas that the ridge tests compare with.
#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <cmath>
#include <vector>

#include "limen/random.hpp"
#include "train/ridge.hpp"

namespace limen::train::test {

// Uniform in [-1, 1).
inline Matrix random_matrix(std::uint64_t seed, Eigen::Index rows, Eigen::Index columns) {
    Random random(seed, Purpose::reservoir, 0);
    return Matrix::NullaryExpr(rows, columns, [&] { return 2 * random.uniform() - 1; });
}

// Sample i in fold i mod `count`.
inline std::vector<int> cyclic_folds(Eigen::Index samples, int count) {
    std::vector<int> folds;
    for (int i = 0; i < samples; ++i) folds.push_back(i % count);
    return folds;
}

// Features centred and scaled to deviation 1.
inline Matrix standardised(const Matrix& features) {
    Matrix X = features.rowwise() - features.colwise().mean();
    for (Eigen::Index j = 0; j < X.cols(); ++j) X.col(j) /= X.col(j).norm() / std::sqrt(static_cast<double>(X.rows()));
    return X;
}

// Fits `training` with an intercept of its own, by the normal equations, and predicts for `wanted`.
inline Matrix direct_ridge(const Matrix& training, const Matrix& targets, double lambda, const Matrix& wanted) {
    const Eigen::RowVectorXd x_mean = training.colwise().mean(), y_mean = targets.colwise().mean();
    const Matrix X = training.rowwise() - x_mean, Y = targets.rowwise() - y_mean;
    const Matrix A = X.transpose() * X + lambda * Matrix::Identity(X.cols(), X.cols());
    return ((wanted.rowwise() - x_mean) * A.ldlt().solve(X.transpose() * Y)).rowwise() + y_mean;
}

// Refits without each fold in turn, with the standardisation that all samples give.
inline Matrix refit_without_folds(const Matrix& X, const Matrix& Y, const std::vector<int>& folds, double lambda) {
    Matrix predictions(Y.rows(), Y.cols());
    for (int fold = 0; fold < Y.rows(); ++fold) {
        std::vector<Eigen::Index> inside, outside;
        for (std::size_t i = 0; i < folds.size(); ++i)
            (folds[i] == fold ? inside : outside).push_back(static_cast<Eigen::Index>(i));
        if (inside.empty()) continue;
        predictions(inside, Eigen::all) =
            direct_ridge(X(outside, Eigen::all), Y(outside, Eigen::all), lambda, X(inside, Eigen::all));
    }
    return predictions;
}

inline double largest(const Matrix& difference) { return difference.cwiseAbs().maxCoeff(); }

}  // namespace limen::train::test
