// Ridge regression from moments against the normal equations.
#include "train/linear/ridge_path.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"

using namespace limen::train;
using namespace limen::train::test;

namespace {

Moments moments_of(const RowMatrix& X, const RowMatrix& Y) {
    Moments moments(X.cols(), Y.cols());
    moments.add(X, Y);
    return moments;
}

}  // namespace

TEST_CASE("each penalty gives the solution of the normal equations, with and without scaling") {
    const RowMatrix X = random_matrix(1, 40, 6), Y = random_matrix(2, 40, 3);
    const RidgePath plain(moments_of(X, Y), false), scaled(moments_of(X, Y), true);
    for (const double lambda : {1e-6, 0.1, 10.0}) {
        CHECK(largest_difference(plain.at(lambda).apply(X), direct_ridge(X, Y, lambda, X)) < 1e-10);
        const Matrix Z = standardised(X);
        CHECK(largest_difference(scaled.at(lambda).apply(X), direct_ridge(Z, Y, lambda, Z)) < 1e-10);
    }
}

TEST_CASE("the map of rotated features is the map, in two parts, with a decomposition, a triangle and a band") {
    for (const Eigen::Index features : {6, 420}) {  // the larger one has a band
        const RowMatrix X = random_matrix(1, 500, features), Y = random_matrix(2, 500, 3);
        const RidgePath path(moments_of(X, Y), true);
        const RidgePath triangle(moments_of(X, Y), true, [&](const auto& use) { use(X, Y); });
        for (const RidgePath* one : {&path, &triangle})
            for (const double lambda : {1e-3, 1.0, 100.0})
                CHECK(largest_difference(one->of_rotated(lambda).apply(one->rotated(X)), one->at(lambda).apply(X)) <
                      1e-9);
    }
}

TEST_CASE("a linear relation is found exactly, and a huge penalty leaves the mean") {
    const RowMatrix X = random_matrix(1, 40, 6);
    const RowMatrix Y = plus_row(product(X, random_matrix(3, 6, 2)), Eigen::RowVector2d(3, -4));
    const RidgePath path(moments_of(X, Y), true);
    CHECK(largest_difference(path.at(0).apply(X), Y) < 1e-9);
    CHECK(largest(plus_row(path.at(1e20).apply(X), -column_means(Y))) < 1e-9);
    CHECK(path.mean_eigenvalue() == doctest::Approx(40));  // the trace of a correlation matrix times the samples
}

TEST_CASE("a constant feature gets the weight 0, and so do all if all are") {
    RowMatrix X = random_matrix(1, 40, 3), Y = random_matrix(2, 40, 1);
    X.col(1).setConstant(0.1);
    CHECK(RidgePath(moments_of(X, Y), true).at(1).weights(1, 0) == 0);
    X.setConstant(7);
    const LinearMap map = RidgePath(moments_of(X, Y), true).at(1);
    CHECK(largest(map.weights) == 0);
    CHECK(map.bias[0] == doctest::Approx(Y.mean()));
}

TEST_CASE("a triangle gathered in pieces gives what the moments give, and resolves what they have lost") {
    RowMatrix X = random_matrix(1, 60, 5);
    const RowMatrix Y = random_matrix(2, 60, 2);
    const auto path_of = [&] {
        return RidgePath(moments_of(X, Y), true, [&](const auto& use) {
            for (const Eigen::Index first : {0, 1, 20, 50}) {
                const Eigen::Index count = (first == 0 ? 1 : first == 1 ? 20 : first == 20 ? 50 : 60) - first;
                use(RowMatrix(X.middleRows(first, count)), RowMatrix(Y.middleRows(first, count)));
            }
        });
    };
    for (const double lambda : {1e-6, 0.1, 10.0})
        CHECK(largest_difference(path_of().at(lambda).apply(X), RidgePath(moments_of(X, Y), true).at(lambda).apply(X)) <
              1e-10);
    // Two features that differ by 1e-9 of a third: its square is lost beside 1, and the relation with it.
    X.col(1) = X.col(0) + 1e-9 * X.col(2);
    const RowMatrix wanted = X.col(2);
    const auto error = [&](const RidgePath& path) { return largest_difference(path.at(0).apply(X), wanted); };
    RowMatrix without = X.leftCols(2);
    X = without;
    const auto triangle = RidgePath(moments_of(X, wanted), true, [&](const auto& use) { use(X, wanted); });
    CHECK(error(triangle) < 1e-5);
    CHECK(error(RidgePath(moments_of(X, wanted), true)) > 0.1);
}

TEST_CASE("the generalised errors of each target are those of the matrix of fitted values") {
    const RowMatrix X = random_matrix(1, 40, 6), Y = random_matrix(2, 40, 3);
    const Matrix Z = standardised(X);
    const RidgePath path(moments_of(X, Y), true);
    for (const double lambda : {0.01, 1.0, 30.0})
        CHECK(largest_difference(path.generalised_errors(lambda), generalised_errors(Z, Y, lambda)) < 1e-10);
}

TEST_CASE("a feature of 0.1 is constant in however many samples") {
    RowMatrix X = random_matrix(1, 20'000, 2), Y = random_matrix(2, 20'000, 1);
    X.col(1).setConstant(0.1);
    Moments moments(2, 1);
    for (Eigen::Index first = 0; first < X.rows(); first += 4000)
        moments.add(X.middleRows(first, 4000), Y.middleRows(first, 4000));
    CHECK(RidgePath(moments, true).at(1e-6).weights(1, 0) == 0);
    CHECK(RidgePath(moments, false).at(1e-6).weights(1, 0) == 0);
}
