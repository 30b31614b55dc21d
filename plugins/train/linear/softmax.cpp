// Minimises with libLBFGS, in the space that the samples span.
#include "train/linear/softmax.hpp"

#include <lbfgs.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

#include "limen/core/error.hpp"
#include "limen/core/parallel.hpp"
#include "train/features/standardise.hpp"
#include "train/linear/eigen.hpp"
#include "train/linear/penalties.hpp"

namespace limen::train {

namespace {

using Rows = std::vector<Eigen::Index>;

// Rows of exp(z - max z) / sum, and the logarithm of the sum with the maximum in it.
Matrix softmax_of(Matrix z, Eigen::VectorXd* log_sums = nullptr) {
    const Eigen::VectorXd highest = z.rowwise().maxCoeff();
    z = (z.colwise() - highest).array().exp().matrix();
    const Eigen::VectorXd sums = z.rowwise().sum();
    if (log_sums != nullptr) *log_sums = highest + sums.array().log().matrix();
    return sums.cwiseInverse().asDiagonal() * z;
}

struct Problem {
    const Matrix& X;
    std::span<const std::int32_t> labels;
    const Eigen::VectorXd& weights;
    double lambda;
    Eigen::Index classes;

    Eigen::Index size() const { return (X.cols() + 1) * classes; }
};

// The vector of libLBFGS: W column by column, then b.
double evaluate(void* instance, const lbfgsfloatval_t* x, lbfgsfloatval_t* gradient, int, lbfgsfloatval_t) {
    const Problem& problem = *static_cast<const Problem*>(instance);
    const Eigen::Index p = problem.X.cols(), c = problem.classes;
    const SoftmaxLoss loss =
        softmax_loss(problem.X, problem.labels, problem.weights, problem.lambda, Eigen::Map<const Matrix>(x, p, c),
                     Eigen::Map<const Eigen::RowVectorXd>(x + p * c, c));
    Eigen::Map<Matrix>(gradient, p, c) = loss.dW;
    Eigen::Map<Eigen::RowVectorXd>(gradient + p * c, c) = loss.db;
    return loss.value;
}

// From x on; false if it took too many iterations.
bool minimise(Problem problem, Eigen::VectorXd& x, std::size_t iterations) {
    lbfgs_parameter_t options;
    lbfgs_parameter_init(&options);
    options.epsilon = 1e-8;
    options.max_iterations = static_cast<int>(iterations);
    const int status = lbfgs(static_cast<int>(x.size()), x.data(), nullptr, evaluate, nullptr, &problem, &options);
    // Where rounding ends the search of a line, nothing better can be found.
    return status == LBFGS_SUCCESS || status == LBFGS_ALREADY_MINIMIZED || status == LBFGSERR_ROUNDING_ERROR ||
           status == LBFGSERR_MAXIMUMLINESEARCH || status == LBFGSERR_MINIMUMSTEP;
}

Eigen::VectorXd class_weights(std::span<const std::int32_t> labels, bool balanced) {
    std::map<std::int32_t, double> counts;
    for (const std::int32_t label : labels) ++counts[label];
    Eigen::VectorXd weights(static_cast<Eigen::Index>(labels.size()));
    for (std::size_t i = 0; i < labels.size(); ++i)
        weights[static_cast<Eigen::Index>(i)] = balanced ? 1 / counts[labels[i]] : 1;
    return weights / weights.sum();
}

// Of the samples of one fold, for each lambda: the sum of -c log p by the model that has not seen them. `weights` sum
// up to 1 over all samples.
std::vector<double> fold_errors(const Matrix& Z, std::span<const std::int32_t> labels, const Eigen::VectorXd& weights,
                                Eigen::Index classes, const Rows& inside, std::span<const double> lambdas,
                                std::size_t iterations) {
    Rows outside;
    for (Eigen::Index i = 0; i < Z.rows(); ++i)
        if (!std::binary_search(inside.begin(), inside.end(), i)) outside.push_back(i);
    const auto labels_of = [&](const Rows& rows) {
        std::vector<std::int32_t> result;
        for (const Eigen::Index i : rows) result.push_back(labels[static_cast<std::size_t>(i)]);
        return result;
    };
    const Matrix seen = Z(outside, Eigen::all), unseen = Z(inside, Eigen::all);
    const auto seen_labels = labels_of(outside), unseen_labels = labels_of(inside);
    Eigen::VectorXd seen_weights = weights(outside);
    seen_weights /= seen_weights.sum();
    const Eigen::VectorXd unseen_weights = weights(inside);
    Eigen::VectorXd x = Eigen::VectorXd::Zero((Z.cols() + 1) * classes);
    std::vector<double> errors(lambdas.size());
    // From the strongest penalty to the weakest, each starts where the one before ended.
    for (std::size_t l = lambdas.size(); l-- > 0;) {
        minimise({.X = seen, .labels = seen_labels, .weights = seen_weights, .lambda = lambdas[l], .classes = classes},
                 x, iterations);
        const Eigen::Index p = Z.cols();
        errors[l] =
            softmax_loss(unseen, unseen_labels, unseen_weights, 0, Eigen::Map<const Matrix>(x.data(), p, classes),
                         Eigen::Map<const Eigen::RowVectorXd>(x.data() + p * classes, classes))
                .value;
    }
    return errors;
}

std::vector<double> held_out_errors(const Matrix& Z, std::span<const std::int32_t> labels,
                                    const Eigen::VectorXd& weights, Eigen::Index classes,
                                    std::span<const int> fold_of_sample, std::span<const double> lambdas,
                                    std::size_t iterations) {
    std::map<int, Rows> folds;
    for (std::size_t i = 0; i < fold_of_sample.size(); ++i)
        folds[fold_of_sample[i]].push_back(static_cast<Eigen::Index>(i));
    if (folds.size() < 2) throw ParameterError("folds", "leave nothing to train on: all samples are in the same fold");
    std::vector<const Rows*> rows;
    for (const auto& [number, fold] : folds) rows.push_back(&fold);
    std::vector<std::vector<double>> errors(rows.size());
    parallel_for(rows.size(), [&](std::size_t f) {
        errors[f] = fold_errors(Z, labels, weights, classes, *rows[f], lambdas, iterations);
    });
    std::vector<double> sums(lambdas.size(), 0.0);
    for (const std::vector<double>& of_fold : errors)
        for (std::size_t l = 0; l < sums.size(); ++l) sums[l] += of_fold[l];
    return sums;
}

// The minimum lies in the space that the samples span, so with fewer samples than features it is sought there:
//     XX' = U diag(s) U',    Z = U diag(s)^(1/2),    W = X' U diag(s)^(-1/2) w
struct Span {
    Matrix Z, back;  // W = back * w
};

Span span_of(const Matrix& X) {
    if (X.rows() >= X.cols()) return {X, Matrix()};
    Matrix U = X * X.transpose();
    const Eigen::VectorXd s = decompose(U).cwiseMax(0);
    constexpr double rounding = 1e-12;
    Eigen::Index first = 0;
    while (first + 1 < s.size() && s[first] <= rounding * s[s.size() - 1]) ++first;
    const Eigen::Index rank = s.size() - first;
    const Eigen::VectorXd roots = s.tail(rank).cwiseSqrt();
    const Matrix vectors = U.rightCols(rank);
    return {vectors * roots.asDiagonal(),
            X.transpose() * vectors * roots.cwiseMax(std::numeric_limits<double>::min()).cwiseInverse().asDiagonal()};
}

}  // namespace

SoftmaxLoss softmax_loss(const Matrix& X, std::span<const std::int32_t> labels, const Eigen::VectorXd& weights,
                         double lambda, const Matrix& W, const Eigen::RowVectorXd& b) {
    const Matrix z = (X * W).rowwise() + b;
    Eigen::VectorXd log_sums;
    Matrix error = softmax_of(z, &log_sums);
    double value = lambda / 2 * W.squaredNorm();
    for (Eigen::Index i = 0; i < X.rows(); ++i) {
        const Eigen::Index label = labels[static_cast<std::size_t>(i)];
        value += weights[i] * (log_sums[i] - z(i, label));
        error(i, label) -= 1;
    }
    error = weights.asDiagonal() * error;
    return {value, X.transpose() * error + lambda * W, error.colwise().sum()};
}

Matrix SoftmaxFit::predict(const Matrix& features) const { return softmax_of((features * weights).rowwise() + bias); }

SoftmaxFit fit_softmax(const Matrix& features, std::span<const std::int32_t> labels, std::size_t classes,
                       std::span<const int> fold_of_sample, const SoftmaxOptions& options) {
    assert(static_cast<std::size_t>(features.rows()) == labels.size() && fold_of_sample.size() == labels.size());
    const OneBlasThread one_blas_thread;
    const Standardised s = standardise(features, options.standardise);
    const auto [Z, back] = span_of(s.X);
    const Eigen::VectorXd weights = class_weights(labels, options.balanced);
    const auto c = static_cast<Eigen::Index>(classes);

    SoftmaxFit fit;
    constexpr int points = 9;
    constexpr double first_exponent = -6, last_exponent = 2;
    fit.lambdas = options.lambdas.empty() ? penalty_grid(1, first_exponent, last_exponent, points) : options.lambdas;
    std::sort(fit.lambdas.begin(), fit.lambdas.end());
    fit.lambda = fit.lambdas[0];
    if (fit.lambdas.size() > 1) {
        fit.cv_errors = held_out_errors(Z, labels, weights, c, fold_of_sample, fit.lambdas, options.iterations);
        fit.lambda = fit.lambdas[best_penalty(fit.lambdas, fit.cv_errors)];
    }
    Eigen::VectorXd x = Eigen::VectorXd::Zero((Z.cols() + 1) * c);
    fit.converged = minimise({.X = Z, .labels = labels, .weights = weights, .lambda = fit.lambda, .classes = c}, x,
                             options.iterations);
    const Matrix w = Eigen::Map<const Matrix>(x.data(), Z.cols(), c);
    fit.weights = s.factor.transpose().asDiagonal() * (back.size() > 0 ? Matrix(back * w) : w);
    fit.bias = Eigen::Map<const Eigen::RowVectorXd>(x.data() + Z.cols() * c, c) - s.mean * fit.weights;
    return fit;
}

}  // namespace limen::train
