// Decomposes once, solves many times.
#include "train/linear/ridge_path.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/linear/eigen.hpp"
#include "train/linear/triangle.hpp"

namespace limen::train {

namespace {

// A band saves most of the decomposition, which takes 3e-10 s n^3 for n features, and costs more for each penalty, of
// which there are some 33: 1.3e-7 s n for each of them and each target, because it is solved for one after the other.
bool band_pays(Eigen::Index features, Eigen::Index targets) {
    constexpr Eigen::Index least = 400, for_each_target = 14'000;
    return features >= least && features * features >= for_each_target * targets;
}

}  // namespace

RidgePath::RidgePath(const Moments& moments, bool standardise, std::nullptr_t)
    : x_count(moments.count),
      x_yy(moments.yy),
      x_mean_x(moments.mean_x),
      x_mean_y(moments.mean_y),
      x_factors(moments.xx.rows()) {
    const OneBlasThread one_blas_thread;
    // Of a part of the samples, in which a feature may be constant though it is not in all, the deviation alone is
    // known.
    constexpr double rounding_spread = 1e-13;
    for (Eigen::Index j = 0; j < x_factors.size(); ++j) {
        const double deviation = std::sqrt(std::max(0.0, moments.xx(j, j)) / moments.count);
        const bool constant = moments.x_extents[static_cast<std::size_t>(j)].constant() ||
                              deviation <= rounding_spread * std::fabs(x_mean_x[j]);
        x_factors[j] = constant ? 0 : (standardise ? 1 / deviation : 1);
    }
}

RidgePath::RidgePath(const Moments& moments, bool standardise) : RidgePath(moments, standardise, nullptr) {
    Eigen::MatrixXd scaled = x_factors.asDiagonal() * moments.xx * x_factors.asDiagonal();
    x_trace = scaled.trace();
    x_least_penalty = 1e-14 * x_trace;
    x_xy = x_factors.asDiagonal() * moments.xy;
    if (band_pays(scaled.rows(), x_xy.cols())) {
        x_band = std::make_unique<const BandForm>(scaled);
        x_rotated = x_band->rotate(x_xy);
        // What is positive definite with the least penalty is so with every other.
        if (!x_band->solve(used(0), x_rotated)) x_band.reset();
    }
    if (!x_band) diagonalise(std::move(scaled));
}

void RidgePath::diagonalise(Eigen::MatrixXd scaled) {
    x_values = decompose(scaled).cwiseMax(0);
    x_vectors = std::move(scaled);
    x_projected = x_vectors.transpose() * x_xy;
}

RidgePath::RidgePath(const Moments& moments, bool standardise, const Samples& samples)
    : RidgePath(moments, standardise, nullptr) {
    const Eigen::Index features = x_factors.size(), targets = x_mean_y.size();
    Triangle triangle(features + targets);
    samples([&](const RowMatrix& X, const RowMatrix& Y) {
        RowMatrix rows(X.rows(), features + targets);
        rows.leftCols(features) = (X.rowwise() - x_mean_x) * x_factors.asDiagonal();
        rows.rightCols(targets) = Y.rowwise() - x_mean_y;
        triangle.add(std::move(rows));
    });
    const Eigen::MatrixXd& R = triangle.R();
    take_triangle(R.topLeftCorner(features, features), R.topRightCorner(features, targets));
}

RidgePath::RidgePath(const Moments& moments, bool standardise, const Eigen::MatrixXd& R)
    : RidgePath(moments, standardise, nullptr) {
    const Eigen::Index features = x_factors.size();
    take_triangle(R.topLeftCorner(features, features) * x_factors.asDiagonal(),
                  R.topRightCorner(features, x_mean_y.size()));
}

// R_xx = U diag(r) V', so s = r^2 and V'X'Y = diag(r) U' R_xy.
void RidgePath::take_triangle(const Eigen::MatrixXd& xx, const Eigen::MatrixXd& xy) {
    x_triangle = true;
    const SingularValues found = decompose_square(xx);
    x_vectors = found.Vt.transpose();
    x_values = found.values.cwiseAbs2();
    x_projected = found.values.asDiagonal() * (found.U.transpose() * xy);
    x_xy = x_vectors * x_projected;
    x_trace = x_values.sum();
    const double rounding = x_count * std::numeric_limits<double>::epsilon();
    x_least_penalty = rounding * rounding * x_values.maxCoeff();
}

double RidgePath::used(double lambda) const {
    if (x_triangle) return lambda < x_least_penalty ? 0 : lambda;
    return std::max({lambda, x_least_penalty, std::numeric_limits<double>::min()});
}

// 1 / (s + lambda), or 0 for what is rounding and not penalised.
Eigen::ArrayXd RidgePath::inverses(double lambda) const {
    const double penalty = used(lambda);
    const double rounding = penalty > 0 ? -1 : x_least_penalty;
    return (x_values.array() > rounding).select((x_values.array() + penalty).inverse(), 0);
}

bool RidgePath::resolves(double lambda) const {
    constexpr double to_a_hundredth = 100;
    return lambda >= to_a_hundredth * x_least_penalty;
}

Eigen::MatrixXd RidgePath::solve(double lambda) const {
    if (x_band) return x_band->solve(used(lambda), x_rotated).value();
    return x_vectors * (inverses(lambda).matrix().asDiagonal() * x_projected);
}

// Since (X'X + lambda) W = X'Y, the squares that are left of a target y are |y|^2 - w'X'y - lambda |w|^2.
Eigen::RowVectorXd RidgePath::generalised_errors(double lambda) const {
    if (x_values.size() == 0) x_values = x_band->eigenvalues().cwiseMax(0);
    const Eigen::MatrixXd W = solve(lambda);
    const Eigen::RowVectorXd left =
        x_yy - W.cwiseProduct(x_xy).colwise().sum() - used(lambda) * W.colwise().squaredNorm();
    const double free = 1 - ((x_values.array() * inverses(lambda)).sum() + 1) / x_count;
    return left.cwiseMax(0) / (x_count * free * free);
}

RowMatrix RidgePath::rotated(const RowMatrix& X) const {
    const RowMatrix scaled = (X.rowwise() - x_mean_x) * x_factors.asDiagonal();
    if (x_band) return x_band->rotate(scaled.transpose()).transpose();
    return scaled * x_vectors;
}

LinearMap RidgePath::of_rotated(double lambda) const {
    if (x_band) return {x_band->solve_rotated(used(lambda), x_rotated).value(), x_mean_y};
    return {inverses(lambda).matrix().asDiagonal() * x_projected, x_mean_y};
}

LinearMap RidgePath::at(double lambda) const {
    LinearMap map;
    map.weights = x_factors.asDiagonal() * solve(lambda);
    map.bias = x_mean_y - x_mean_x * map.weights;
    return map;
}

}  // namespace limen::train
