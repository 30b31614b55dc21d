// Ridge regression gives what its normal equations give, and its cross-validation what refitting gives.
#include "train/linear/ridge.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "../random_samples.hpp"
#include "limen/core/error.hpp"
#include "limen/core/parallel.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

struct Size {
    Eigen::Index samples, features;
};
constexpr std::array sizes{Size{40, 7}, Size{12, 30}, Size{20, 20}, Size{21, 20}, Size{300, 4}};

// The same samples with features that say nothing; as many as make the dual form the smaller one.
Matrix with_constant_features(const Matrix& features) {
    Matrix more = Matrix::Constant(features.rows(), features.cols() + features.rows(), 0.1);
    more.leftCols(features.cols()) = features;
    return more;
}

}  // namespace

TEST_CASE("the fit solves the normal equations, for more, fewer and as many features as samples") {
    for (const Size& size : sizes)
        for (const bool standardise : {false, true})
            for (const double lambda : {1e-3, 1.0, 100.0}) {
                const Eigen::Index n = size.samples, p = size.features;
                CAPTURE(n);
                CAPTURE(p);
                CAPTURE(standardise);
                CAPTURE(lambda);
                const Matrix X = 3 * random_matrix(1, n, p), Y = random_matrix(2, n, 3);
                const RidgeFit fit = fit_ridge(X, Y, cyclic_folds(n, 5), {standardise, {lambda}});
                const Matrix used = standardise ? standardised(X) : X;
                CHECK(largest_difference(fit.predict(X), direct_ridge(used, Y, lambda, used)) < 1e-9);
                CHECK(fit.lambda == lambda);
            }
}

TEST_CASE("what is predicted for the samples left out is what a fit without them predicts") {
    for (const Size& size : sizes)
        for (const int folds : {2, 10, static_cast<int>(size.samples)})
            for (const double lambda : {1e-2, 1.0, 30.0}) {
                const Eigen::Index n = size.samples, p = size.features;
                CAPTURE(n);
                CAPTURE(p);
                CAPTURE(folds);
                CAPTURE(lambda);
                const Matrix X = random_matrix(3, n, p), Y = random_matrix(4, n, 2);
                const auto fold_numbers = cyclic_folds(n, folds);
                const RidgeFit fit = fit_ridge(X, Y, fold_numbers, {true, {lambda}});
                const Matrix expected = refit_without_folds(standardised(X), Y, fold_numbers, lambda);
                CHECK(largest_difference(fit.held_out, expected) < 1e-9);
                CHECK(fit.cv_errors.at(0) == doctest::Approx(mean_square(Y - expected)).epsilon(1e-10));
            }
}

TEST_CASE("folds may have any numbers and sizes") {
    const Matrix X = random_matrix(5, 12, 20), Y = random_matrix(6, 12, 1);
    const std::vector<int> folds{3, 3, 3, 3, 3, 0, 7, 7, 0, 7, 7, 11};
    const RidgeFit fit = fit_ridge(X, Y, folds, {true, {0.5}});
    CHECK(largest_difference(fit.held_out, refit_without_folds(standardised(X), Y, folds, 0.5)) < 1e-9);
}

TEST_CASE("all samples in one fold leave nothing to train on, and that is said") {
    const Matrix X = random_matrix(5, 6, 3), Y = random_matrix(6, 6, 1);
    CHECK_THROWS_AS(fit_ridge(X, Y, cyclic_folds(6, 1), {}), ParameterError);
}

TEST_CASE("the chosen lambda has the least error, and of equals the largest is taken") {
    const Matrix X = random_matrix(7, 30, 10), Y = X.leftCols(2) + 0.3 * random_matrix(8, 30, 2);
    const RidgeFit fit = fit_ridge(X, Y, cyclic_folds(30, 10), {});
    REQUIRE(fit.cv_errors.size() == fit.lambdas.size());
    const auto least = std::min_element(fit.cv_errors.begin(), fit.cv_errors.end());
    CHECK(fit.lambda == fit.lambdas[static_cast<std::size_t>(least - fit.cv_errors.begin())]);
    // Features without information: every lambda predicts the mean.
    const RidgeFit blind = fit_ridge(Matrix::Ones(30, 4), Y, cyclic_folds(30, 10), {true, {1, 1000, 10}});
    CHECK(blind.lambda == 1000);
}

TEST_CASE("of few labels the penalty is one with which the fewest are taken for another class") {
    // Three classes that a fifth of 40 features tell apart, beside noise.
    constexpr Eigen::Index n = 36, p = 40;
    Matrix X = random_matrix(31, n, p), Y = Matrix::Zero(n, 3);
    for (Eigen::Index i = 0; i < n; ++i) {
        Y(i, i % 3) = 1;
        X(i, i % 3) += 1.0;
    }
    const std::vector<int> folds = cyclic_folds(n, 9);
    const RidgeFit fit = fit_ridge(X, Y, folds);
    const auto wrong = [&](double lambda) {
        const Matrix held_out = fit_ridge(X, Y, folds, {true, {lambda}}).held_out;
        int count = 0;
        for (Eigen::Index i = 0; i < n; ++i) {
            Eigen::Index given = 0;
            held_out.row(i).maxCoeff(&given);
            count += given == i % 3 ? 0 : 1;
        }
        return count;
    };
    double least = INFINITY, chosen = 0;
    int fewest = n;
    for (const double lambda : fit.lambdas) fewest = std::min(fewest, wrong(lambda));
    for (std::size_t l = 0; l < fit.lambdas.size(); ++l)
        if (wrong(fit.lambdas[l]) == fewest && fit.cv_errors[l] < least) {
            least = fit.cv_errors[l];
            chosen = fit.lambdas[l];
        }
    CHECK(fit.lambda == chosen);
    CHECK(least > *std::min_element(fit.cv_errors.begin(), fit.cv_errors.end()));  // the two are not the same here
}

TEST_CASE("the lambdas of the grid are 20, evenly spaced in their logarithm, around the mean eigenvalue") {
    for (const Size& size : sizes) {
        const Eigen::Index n = size.samples, p = size.features;
        const Matrix X = random_matrix(9, n, p), Y = random_matrix(10, n, 1);
        const RidgeFit fit = fit_ridge(X, Y, cyclic_folds(n, 4), {});
        REQUIRE(fit.lambdas.size() == 20);
        for (std::size_t i = 2; i < fit.lambdas.size(); ++i)
            CHECK(fit.lambdas[i] / fit.lambdas[i - 1] == doctest::Approx(fit.lambdas[1] / fit.lambdas[0]));
        // The trace of X'X is n p once every feature has deviation 1.
        const double mean_eigenvalue = static_cast<double>(n * p) / static_cast<double>(std::min(n, p));
        CHECK(fit.lambdas.front() == doctest::Approx(1e-8 * mean_eigenvalue));
        CHECK(fit.lambdas.back() == doctest::Approx(1e4 * mean_eigenvalue));
    }
}

TEST_CASE("the intercept is not penalised: targets shifted by a constant shift the predictions by it") {
    for (const Size& size : sizes) {
        const Eigen::Index n = size.samples, p = size.features;
        const Matrix X = random_matrix(11, n, p), Y = random_matrix(12, n, 2);
        const auto folds = cyclic_folds(n, 4);
        const RidgeFit fit = fit_ridge(X, Y, folds, {true, {50}});
        const Matrix constant = Matrix::Constant(n, 2, 1000);
        const RidgeFit shifted = fit_ridge(X, Y + constant, folds, {true, {50}});
        CHECK(largest_difference(shifted.predict(X) - constant, fit.predict(X)) < 1e-9);
        CHECK(largest_difference(shifted.held_out - constant, fit.held_out) < 1e-9);
        CHECK(largest_difference(shifted.weights, fit.weights) < 1e-11);
    }
}

TEST_CASE("shifted, scaled and permuted features give the same predictions once they are standardised") {
    for (const Size& size : sizes) {
        const Eigen::Index n = size.samples, p = size.features;
        const Matrix X = random_matrix(13, n, p), Y = random_matrix(14, n, 2);
        Matrix changed(n, p);
        for (Eigen::Index j = 0; j < p; ++j)
            for (Eigen::Index i = 0; i < n; ++i)
                changed(i, p - 1 - j) = X(i, j) * std::pow(10.0, j % 7 - 3) + static_cast<double>(j % 3);
        const auto folds = cyclic_folds(n, 4);
        const RidgeFit fit = fit_ridge(X, Y, folds, {true, {0.1, 1, 10}});
        const RidgeFit other = fit_ridge(changed, Y, folds, {true, {0.1, 1, 10}});
        CHECK(other.lambda == fit.lambda);
        CHECK(largest_difference(other.predict(changed), fit.predict(X)) < 1e-8);
        CHECK(largest_difference(other.held_out, fit.held_out) < 1e-8);
    }
}

TEST_CASE("the primal and the dual form agree, and constant features get the weight 0") {
    for (const bool standardise : {false, true}) {
        const Matrix X = random_matrix(15, 40, 7), Y = random_matrix(16, 40, 3);
        const auto folds = cyclic_folds(40, 10);
        const std::vector<double> lambdas{1e-3, 0.1, 10};
        const RidgeFit primal = fit_ridge(X, Y, folds, {standardise, lambdas});
        const RidgeFit dual = fit_ridge(with_constant_features(X), Y, folds, {standardise, lambdas});
        CHECK(dual.lambda == primal.lambda);
        CHECK(largest_difference(dual.weights.topRows(7), primal.weights) < 1e-9);
        CHECK(largest(dual.weights.bottomRows(40)) == 0);
        CHECK(largest_difference(dual.held_out, primal.held_out) < 1e-9);
        for (std::size_t i = 0; i < lambdas.size(); ++i)
            CHECK(dual.cv_errors[i] == doctest::Approx(primal.cv_errors[i]).epsilon(1e-9));
    }
}

TEST_CASE("features that are all constant predict the mean of the targets") {
    for (const Eigen::Index p : {3, 50}) {
        const Matrix Y = random_matrix(17, 20, 2);
        const RidgeFit fit = fit_ridge(Matrix::Constant(20, p, 0.1), Y, cyclic_folds(20, 5), {});
        CHECK(largest(fit.weights) == 0);
        CHECK(largest_difference(fit.bias, column_means(Y)) < 1e-15);
    }
}

TEST_CASE("a sample given twice and a penalty of 0 leave every number finite") {
    for (const Eigen::Index p : {5, 40}) {
        Matrix X = random_matrix(18, 20, p), Y = random_matrix(19, 20, 2);
        X.row(3) = X.row(4);
        if (p == 5) X.col(1) = X.col(2);
        for (const double lambda : {0.0, 1e-300, 1e300}) {
            const RidgeFit fit = fit_ridge(X, Y, cyclic_folds(20, 10), {true, {lambda}});
            CHECK(std::isfinite(fit.weights.sum()));
            CHECK(std::isfinite(fit.held_out.sum()));
            // One that rounding would swallow is raised, and reported as it was used.
            CHECK((lambda > 1 ? fit.lambda == lambda : fit.lambda > 1e-13 && fit.lambda < 1e-10));
        }
    }
}

TEST_CASE("the result is the same to the last bit on one thread and on three") {
    const Matrix X = random_matrix(20, 60, 90), Y = random_matrix(21, 60, 4);
    set_threads(1);
    const RidgeFit one = fit_ridge(X, Y, cyclic_folds(60, 10), {});
    set_threads(3);
    const RidgeFit three = fit_ridge(X, Y, cyclic_folds(60, 10), {});
    set_threads(0);
    CHECK(same(one.weights, three.weights));
    CHECK(same(one.held_out, three.held_out));
    CHECK(one.cv_errors == three.cv_errors);
}

TEST_CASE("generalised cross-validation is its definition") {
    for (const Size& size : {Size{40, 7}, Size{12, 30}, Size{21, 20}})
        for (const bool standardise : {false, true}) {
            const Matrix X = random_matrix(1, size.samples, size.features), Y = random_matrix(2, size.samples, 3);
            const Matrix Z = standardise ? standardised(X) : X;
            const std::vector<double> lambdas{0.01, 1.0, 30.0};
            RidgeOptions options{standardise, lambdas, true};
            const RidgeFit fit = fit_ridge(X, Y, cyclic_folds(size.samples, 2), options);
            CHECK(fit.held_out.size() == 0);
            for (std::size_t l = 0; l < lambdas.size(); ++l)
                CHECK(fit.cv_errors[l] == doctest::Approx(generalised_errors(Z, Y, lambdas[l]).mean()).epsilon(1e-9));
            CHECK(fit.lambda ==
                  lambdas[static_cast<std::size_t>(std::min_element(fit.cv_errors.begin(), fit.cv_errors.end()) -
                                                   fit.cv_errors.begin())]);
        }
}
