// Linear maps that learn sample by sample. No files here.
#pragma once

#include <Eigen/Core>
#include <span>

#include "train/linear/linear_map.hpp"

namespace limen::train {

// Recursive least squares with a forgetting factor f (S. Haykin, Adaptive Filter Theory, chapter on RLS). With x the
// features and a last one that is always 1, o the outputs and y the targets of a sample:
//
//     k = P x / (f + x'P x),    W += k (y - o),    P = (P - k (P x)') / f,    at first W = 0 and P = 1 / delta
//
// With f = 1, W is at any time what ridge regression with lambda = delta, penalising the bias too, makes of the samples
// so far. With f below 1 a sample that is n samples back counts f^n.
class RecursiveLeastSquares {
public:
    RecursiveLeastSquares(Eigen::Index features, Eigen::Index outputs, double delta, double forgetting);

    // `outputs`: what the map makes of the features now.
    void learn(std::span<const double> features, std::span<const double> outputs, std::span<const double> targets);
    // [features + 1 x outputs], the bias in the last row.
    const Eigen::MatrixXd& weights() const noexcept { return x_W; }

private:
    double x_forgetting;
    Eigen::MatrixXd x_W, x_P;  // of P the lower triangle counts
    Eigen::VectorXd x_x, x_Px;
};

// Least mean squares (Widrow and Hoff 1960): W += rate (y - o) x', or, normalised, that over |x|^2 (Nagumo and Noda
// 1967), x with a last feature that is always 1. At first W = 0.
class LeastMeanSquares {
public:
    LeastMeanSquares(Eigen::Index features, Eigen::Index outputs, double rate, bool normalised);

    void learn(std::span<const double> features, std::span<const double> outputs, std::span<const double> targets);
    const Eigen::MatrixXd& weights() const noexcept { return x_W; }

private:
    double x_rate;
    bool x_normalised;
    Eigen::MatrixXd x_W;
};

}  // namespace limen::train
