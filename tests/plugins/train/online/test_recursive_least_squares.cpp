// Learning sample by sample comes to what learning from all samples comes to.
#include "train/online/recursive_least_squares.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../random_samples.hpp"

using namespace limen::train;
using namespace limen::train::test;

namespace {

Matrix with_one(const Matrix& X) { return beside(X, Matrix::Ones(X.rows(), 1)); }

template <class Learner>
void teach(Learner& learner, const RowMatrix& X, const RowMatrix& Y) {
    for (Eigen::Index i = 0; i < X.rows(); ++i) {
        const Eigen::RowVectorXd outputs = product(with_one(X.row(i)), learner.weights());
        learner.learn({X.row(i).data(), static_cast<std::size_t>(X.cols())},
                      {outputs.data(), static_cast<std::size_t>(outputs.size())},
                      {Y.row(i).data(), static_cast<std::size_t>(Y.cols())});
    }
}

}  // namespace

TEST_CASE("without forgetting the weights are at any time those of ridge regression with lambda = delta") {
    const RowMatrix X = random_matrix(1, 60, 5), Y = random_matrix(2, 60, 2);
    for (const double delta : {1e-3, 1.0, 20.0}) {
        RecursiveLeastSquares learner(5, 2, delta, 1);
        Eigen::Index first = 0;
        for (const Eigen::Index seen : {3, 30, 27}) {
            teach(learner, X.middleRows(first, seen), Y.middleRows(first, seen));
            first += seen;
            const Matrix expected =
                weighted_ridge(with_one(X.topRows(first)), Y.topRows(first), Eigen::VectorXd::Ones(first), delta);
            CHECK(largest_difference(learner.weights(), expected) < 1e-9);
        }
    }
}

// The penalty is forgotten like a sample.
TEST_CASE("with forgetting a sample that is n samples back counts forgetting^n") {
    const RowMatrix X = random_matrix(1, 50, 4), Y = random_matrix(2, 50, 3);
    const double forgetting = 0.9, delta = 0.5;
    RecursiveLeastSquares learner(4, 3, delta, forgetting);
    teach(learner, X, Y);
    Eigen::VectorXd weights(50);
    for (Eigen::Index i = 0; i < 50; ++i) weights[i] = std::pow(forgetting, 49 - i);
    CHECK(largest_difference(learner.weights(),
                             weighted_ridge(with_one(X), Y, weights, delta * std::pow(forgetting, 50))) < 1e-9);
}

TEST_CASE("who forgets follows a system that changes") {
    const RowMatrix X = random_matrix(1, 400, 4);
    const Matrix before = random_matrix(3, 4, 1), after = random_matrix(4, 4, 1);
    RowMatrix Y(400, 1);
    Y << product(X.topRows(200), before), product(X.bottomRows(200), after);
    RecursiveLeastSquares forgets(4, 1, 1, 0.9), remembers(4, 1, 1, 1);
    teach(forgets, X, Y);
    teach(remembers, X, Y);
    CHECK(largest_difference(forgets.weights().topRows(4), after) < 1e-6);
    CHECK(largest_difference(remembers.weights().topRows(4), after) > 0.1);
}

// B. Widrow, S. Stearns 1985, Adaptive Signal Processing: without noise in the targets there is no misadjustment.
TEST_CASE("least mean squares come to the Wiener solution, normalised or not") {
    const RowMatrix X = random_matrix(1, 5000, 4);
    const Matrix W = random_matrix(3, 4, 2);
    const RowMatrix Y = plus_row(product(X, W), Eigen::RowVector2d(0.5, -2));
    for (const bool normalised : {false, true}) {
        LeastMeanSquares learner(4, 2, normalised ? 0.5 : 0.1, normalised);
        teach(learner, X, Y);
        CHECK(largest_difference(learner.weights().topRows(4), W) < 1e-6);
        CHECK(largest_difference(learner.weights().row(4), Eigen::RowVector2d(0.5, -2)) < 1e-6);
    }
}
