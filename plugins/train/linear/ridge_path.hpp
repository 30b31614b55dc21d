// Ridge regression from moments: one eigendecomposition gives the weights for every penalty.
#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "train/features/moments.hpp"
#include "train/linear/band_form.hpp"
#include "train/linear/linear_map.hpp"

namespace limen::train {

// With X the centred features, each scaled to deviation 1 (`standardise`) or not at all, Y the centred targets and
// X'X = V diag(s) V':
//
//     W = V (s + lambda)^-1 V' X'Y                                          (Hastie, Tibshirani, Friedman: ESL, 3.4.1)
//
// The intercept, which comes from the centring, is not penalised. A constant feature gets the weight 0. A lambda below
// 10^-14 of the trace of X'X is lost in rounding and raised to that. With the singular values of a triangle in place of
// the eigenvalues of X'X, one below (n eps)^2 of the largest, n being the number of samples, is 0: then it is least
// squares as numpy's lstsq has it, in which singular values up to n eps of the largest are rounding. Many features are
// brought to a band instead of a diagonal, which takes a fraction of the time; if rounding then leaves no solution, to
// a diagonal after all.
class RidgePath {
public:
    RidgePath(const Moments&, bool standardise);
    // `samples` calls its argument with X and Y of each piece of the samples of the moments.
    using Samples = std::function<void(const std::function<void(const RowMatrix& X, const RowMatrix& Y)>&)>;
    RidgePath(const Moments&, bool standardise, const Samples& samples);
    // R: the triangle of [X Y] about the means of the moments.
    RidgePath(const Moments&, bool standardise, const Eigen::MatrixXd& R);

    double mean_eigenvalue() const { return x_trace / static_cast<double>(x_factors.size()); }
    LinearMap at(double lambda) const;
    // The same map in two parts, of which the first serves every lambda: X V, or what stands for V with a band, and the
    // weights of that.
    RowMatrix rotated(const RowMatrix& X) const;
    LinearMap of_rotated(double lambda) const;
    // What stands for a lambda that is too small.
    double used(double lambda) const;
    // Whether it is so far above what rounding swallows that the weights are those of this very lambda, to a hundredth.
    bool resolves(double lambda) const;
    // The generalised cross-validation error of each target (Golub, Heath, Wahba 1979):
    //     |Y - X W|^2 / n / (1 - tr H / n)^2
    // One thread at a time.
    Eigen::RowVectorXd generalised_errors(double lambda) const;

private:
    // Of both: means, and the factor of each feature.
    RidgePath(const Moments&, bool standardise, std::nullptr_t);

    void diagonalise(Eigen::MatrixXd scaled);
    void take_triangle(const Eigen::MatrixXd& xx, const Eigen::MatrixXd& xy);
    Eigen::ArrayXd inverses(double lambda) const;
    // The scaled weights.
    Eigen::MatrixXd solve(double lambda) const;

    bool x_triangle = false;
    double x_least_penalty = 0;
    double x_count;           // samples
    Eigen::RowVectorXd x_yy;  // sums of squares of the centred targets
    Eigen::RowVectorXd x_mean_x, x_mean_y;
    double x_trace = 0;         // of X'X
    Eigen::VectorXd x_factors;  // of each feature
    // For many features a band, else eigenvectors.
    std::unique_ptr<const BandForm> x_band;
    Eigen::MatrixXd x_xy, x_rotated;         // X'Y and Q'X'Y
    mutable Eigen::VectorXd x_values;        // s; of a band when they are wanted first
    Eigen::MatrixXd x_vectors, x_projected;  // V and V'X'Y
};

}  // namespace limen::train
