// Ridge regression with every penalty and every cross-validation fold from one eigendecomposition. No files here.
//
// X: samples x features, centred and, if wanted, scaled to deviation 1; Y: samples x outputs. The intercept, which is
// not penalised, comes from the centring.
//
//     minimise |Y - X W|^2 + lambda |W|^2
//     W = (X'X + lambda)^-1 X'Y = X' (XX' + lambda)^-1 Y                  (Hastie, Tibshirani, Friedman: ESL, 3.4.1)
//
// The fitted values are H Y with H = 11'/n + U diag(s / (s + lambda)) U', where XX' = U diag(s) U'. When the samples f
// of one fold are left out, what is then predicted for them is wrong by
//
//     r_f = (I - H_ff)^-1 e_f,        e = (I - H) Y
//
// exactly, with the standardisation held fixed: the block form of the leave-one-out formula behind generalised
// cross-validation (ESL, 7.10; Golub, Heath, Wahba, Technometrics 21, 1979), which puts the mean of the diagonal of H
// in the place of each of its elements:
//
//     GCV = |(I - H) Y|^2 / n / (1 - tr H / n)^2
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

namespace limen::train {

using Matrix = Eigen::MatrixXd;  // samples in rows

struct RidgeOptions {
    bool standardise = true;
    std::vector<double> lambdas{};  // empty: 20, from 1e-8 to 1e4 times the mean eigenvalue of the Gram matrix
    bool gcv = false;               // choose by generalised cross-validation, without folds
};

// A linear map of features, with the penalty that was chosen for it.
struct PenalisedFit {
    Matrix weights;                              // features x outputs, for features as they were given
    Eigen::RowVectorXd bias;                     // outputs
    double lambda = 0;                           // the chosen one
    std::vector<double> lambdas{}, cv_errors{};  // the candidates and their errors; what those are, the fit says
};

// cv_errors: mean squared error on the samples left out, or GCV.
struct RidgeFit : PenalisedFit {
    Matrix held_out;  // what the chosen lambda predicts for each sample without the samples of its fold; empty with GCV

    Matrix predict(const Matrix& features) const;
};

// fold_of_sample has an entry per sample; samples that belong together, such as those of one trial, should share one.
// The lambda with the least error is chosen, of equals the largest; where
// targets are labels of fewer than 250 samples and there are folds, among those with which the fewest samples are taken
// for another class. A constant feature gets the weight 0. All numbers
// must be finite. Throws ParameterError ("folds", "lambdas").
RidgeFit fit_ridge(const Matrix& features, const Matrix& targets, std::span<const int> fold_of_sample,
                   const RidgeOptions& = {});

}  // namespace limen::train
