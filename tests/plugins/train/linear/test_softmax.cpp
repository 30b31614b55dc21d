// Softmax regression ends where its conditions hold, and tells what it is asked for.
#include "train/linear/softmax.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../random_samples.hpp"
#include "limen/core/error.hpp"
#include "limen/core/parallel.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

// Samples of three classes whose means differ by `distance`, and overlap.
struct Samples {
    Matrix X;
    std::vector<std::int32_t> labels;
    Samples(Eigen::Index n, Eigen::Index features, double distance, std::uint64_t seed = 1)
        : X(random_matrix(seed, n, features)) {
        for (Eigen::Index i = 0; i < n; ++i) {
            labels.push_back(static_cast<std::int32_t>(i % 3));
            X(i, i % 3) += distance;
        }
    }
};

Eigen::VectorXd equal_weights(std::size_t n) {
    return Eigen::VectorXd::Constant(static_cast<Eigen::Index>(n), 1 / static_cast<double>(n));
}

double accuracy_of(const SoftmaxFit& fit, const Samples& samples) {
    const Matrix p = fit.predict(samples.X);
    double right = 0;
    for (Eigen::Index i = 0; i < p.rows(); ++i) {
        Eigen::Index best = 0;
        p.row(i).maxCoeff(&best);
        right += best == samples.labels[static_cast<std::size_t>(i)] ? 1 : 0;
    }
    return right / static_cast<double>(p.rows());
}

}  // namespace

TEST_CASE("the gradient is that of finite differences") {
    const Samples samples(12, 4, 0.5);
    const Eigen::VectorXd weights = random_matrix(5, 12, 1).cwiseAbs();
    Matrix W = random_matrix(6, 4, 3);
    Eigen::RowVectorXd b = random_matrix(7, 1, 3);
    const auto loss = [&] { return softmax_loss(samples.X, samples.labels, weights, 0.3, W, b); };
    const SoftmaxLoss at = loss();
    constexpr double step = 1e-6;
    const auto slope = [&](double& x) {
        x += step;
        const double up = loss().value;
        x -= 2 * step;
        const double down = loss().value;
        x += step;
        return (up - down) / (2 * step);
    };
    for (Eigen::Index k = 0; k < W.size(); ++k)
        CHECK(at.dW.data()[k] == doctest::Approx(slope(W.data()[k])).epsilon(1e-6));
    for (Eigen::Index k = 0; k < b.size(); ++k) CHECK(at.db[k] == doctest::Approx(slope(b[k])).epsilon(1e-6));
}

// The loss is convex, so a point without slope is the minimum.
TEST_CASE("at the fit the loss has no slope, for more and for fewer samples than features") {
    for (const Eigen::Index features : {5, 80})
        for (const bool scaled : {false, true}) {
            const Samples samples(30, features, 0.7);
            const double lambda = 0.05;
            SoftmaxOptions options{scaled, false, {lambda}};
            const SoftmaxFit fit = fit_softmax(samples.X, samples.labels, 3, cyclic_folds(30, 3), options);
            CHECK(fit.converged);
            // In the features that the penalty counts in: about their means, and scaled.
            const Matrix Z = scaled ? standardised(samples.X) : centred(samples.X);
            Matrix W = fit.weights;
            const Eigen::RowVectorXd squares = column_squares(centred(samples.X));
            for (Eigen::Index j = 0; scaled && j < features; ++j) W.row(j) *= std::sqrt(squares[j] / 30);
            const Eigen::RowVectorXd b = fit.bias + product(column_means(samples.X), fit.weights);
            const SoftmaxLoss loss = softmax_loss(Z, samples.labels, equal_weights(30), lambda, W, b);
            CHECK(largest(loss.dW) < 1e-6);
            CHECK(largest(loss.db) < 1e-6);
        }
}

// Features that say nothing leave the shares of the classes: p = 1/4, 1/4, 1/2; balanced, 1/3 each.
TEST_CASE("without a feature that tells, the probabilities are the shares of the classes") {
    const Matrix X = Matrix::Constant(8, 2, 3.0);
    const std::vector<std::int32_t> labels{0, 0, 1, 1, 2, 2, 2, 2};
    const SoftmaxFit plain = fit_softmax(X, labels, 3, cyclic_folds(8, 2), {true, false, {1.0}}),
                     balanced = fit_softmax(X, labels, 3, cyclic_folds(8, 2), {true, true, {1.0}});
    CHECK(largest(plain.weights) == 0);
    const Eigen::RowVector3d shares(0.25, 0.25, 0.5), thirds = Eigen::RowVector3d::Constant(1.0 / 3);
    CHECK(largest_difference(plain.predict(X).row(0), shares) < 1e-6);
    CHECK(largest_difference(balanced.predict(X).row(0), thirds) < 1e-6);
}

TEST_CASE("probabilities add up to 1, and classes that lie apart are told apart") {
    const Samples training(150, 6, 4), test(90, 6, 4, 9);
    const SoftmaxFit fit = fit_softmax(training.X, training.labels, 3, cyclic_folds(150, 5));
    CHECK(accuracy_of(fit, test) > 0.95);
    CHECK(largest_difference(fit.predict(test.X).rowwise().sum(), Eigen::VectorXd::Ones(90)) < 1e-12);
    CHECK(std::isfinite(fit.predict(1e6 * test.X).sum()));
}

TEST_CASE("the chosen penalty is the one with the least error on samples left out") {
    const Samples samples(60, 40, 1.5);
    const std::vector<double> lambdas{1e-4, 0.1, 10};
    const SoftmaxFit fit = fit_softmax(samples.X, samples.labels, 3, cyclic_folds(60, 5), {true, false, lambdas});
    REQUIRE(fit.cv_errors.size() == 3);
    CHECK(fit.lambda == 0.1);
    CHECK(fit.cv_errors[1] < fit.cv_errors[0]);
    CHECK(fit.cv_errors[1] < fit.cv_errors[2]);
    // The mean of -log p by a model of nothing is log 3.
    CHECK(fit.cv_errors[2] < std::log(3) + 0.05);
    CHECK_THROWS_AS(fit_softmax(samples.X, samples.labels, 3, std::vector<int>(60, 0), {true, false, lambdas}),
                    ParameterError);
}

TEST_CASE("the number of threads changes no bit") {
    const Samples samples(60, 80, 0.6);
    set_threads(1);
    const SoftmaxFit one = fit_softmax(samples.X, samples.labels, 3, cyclic_folds(60, 5));
    set_threads(3);
    const SoftmaxFit three = fit_softmax(samples.X, samples.labels, 3, cyclic_folds(60, 5));
    set_threads(0);
    CHECK(same(one.weights, three.weights));
    CHECK(one.cv_errors == three.cv_errors);
}
