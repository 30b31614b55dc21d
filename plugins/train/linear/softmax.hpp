// Softmax regression (multinomial logistic regression). No files here.
//
// x: features of a sample, standardised if wanted; y: its class; c(y): a weight of the class.
//
//     p(k | x) = exp(w_k x + b_k) / sum_j exp(w_j x + b_j)
//     minimise - sum_i c(y_i) log p(y_i | x_i) / sum_i c(y_i) + lambda / 2 |W|^2
//
// (Hastie, Tibshirani, Friedman: ESL, 4.4). The minimum is unique but for a number that all b may be raised by; L-BFGS
// finds it (Nocedal 1980; libLBFGS).
#pragma once

#include <span>
#include <vector>

#include "train/linear/ridge.hpp"

namespace limen::train {

struct SoftmaxOptions {
    bool standardise = true;
    bool balanced = false;          // c(y) = 1 / number of samples of class y, or 1
    std::vector<double> lambdas{};  // empty: 9, from 1e-6 to 100
    std::size_t iterations = 1000;  // of each minimisation at most
};

// cv_errors: mean of -log p of the classes of samples left out, with weights c.
struct SoftmaxFit : PenalisedFit {
    bool converged = true;  // whether the last minimisation came to its end

    // Probabilities, samples x classes.
    Matrix predict(const Matrix& features) const;
};

// The classes of samples are 0 .. classes - 1, and each has at least one; fold_of_sample has an entry per sample. The
// lambda with the least error is chosen, of equals the largest. A constant feature gets the weight 0. All numbers must
// be finite. Throws ParameterError ("folds", "lambdas").
SoftmaxFit fit_softmax(const Matrix& features, std::span<const std::int32_t> labels, std::size_t classes,
                       std::span<const int> fold_of_sample, const SoftmaxOptions& = {});

// The loss above at (W, b), and its gradient. `weights`: c of each sample, with the sum 1.
struct SoftmaxLoss {
    double value;
    Matrix dW;
    Eigen::RowVectorXd db;
};
SoftmaxLoss softmax_loss(const Matrix& X, std::span<const std::int32_t> labels, const Eigen::VectorXd& weights,
                         double lambda, const Matrix& W, const Eigen::RowVectorXd& b);

}  // namespace limen::train
