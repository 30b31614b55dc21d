// Random samples and ridge regression by its formulas.
#include "random_samples.hpp"

#include <cmath>

#include "limen/core/random.hpp"

namespace limen::train::test {

Matrix random_matrix(std::uint64_t seed, Eigen::Index rows, Eigen::Index columns) {
    Random random(seed, Purpose::reservoir, 0);
    return Matrix::NullaryExpr(rows, columns, [&] { return 2 * random.uniform() - 1; });
}

std::vector<int> cyclic_folds(Eigen::Index samples, int count) {
    std::vector<int> folds;
    for (int i = 0; i < samples; ++i) folds.push_back(i % count);
    return folds;
}

Matrix standardised(const Matrix& features) {
    Matrix X = centred(features);
    for (Eigen::Index j = 0; j < X.cols(); ++j) X.col(j) /= X.col(j).norm() / std::sqrt(static_cast<double>(X.rows()));
    return X;
}

Matrix direct_ridge(const Matrix& training, const Matrix& targets, double lambda, const Matrix& wanted) {
    const Eigen::RowVectorXd x_mean = column_means(training);
    const Matrix weights =
        weighted_ridge(centred(training), centred(targets), Eigen::VectorXd::Ones(training.rows()), lambda);
    return plus_row(product(plus_row(wanted, -x_mean), weights), column_means(targets));
}

Matrix weighted_ridge(const Matrix& X, const Matrix& Y, const Eigen::VectorXd& weights, double lambda) {
    const Matrix weighted = weights.asDiagonal() * X;
    return solve(shifted(transposed_product(weighted, X), lambda), transposed_product(weighted, Y));
}

Matrix refit_without_folds(const Matrix& X, const Matrix& Y, const std::vector<int>& folds, double lambda) {
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

Eigen::RowVectorXd generalised_errors(const Matrix& X, const Matrix& Y, double lambda) {
    const Matrix H = direct_ridge(X, Matrix::Identity(X.rows(), X.rows()), lambda, X);
    const auto n = static_cast<double>(X.rows());
    const double free = 1 - H.trace() / n;
    return column_squares(Y - product(H, Y)) / (n * free * free);
}

}  // namespace limen::train::test
