// Decomposes once, solves many times.
#include "train/ridge_path.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "train/eigen.hpp"
#include "train/triangle.hpp"

namespace limen::train {

void RidgePath::find_factors(const Moments& moments, bool standardise) {
    use_one_blas_thread();
    // A feature whose deviation is this small beside its mean varies by rounding alone.
    constexpr double rounding_spread = 1e-13;
    for (Eigen::Index j = 0; j < x_factors.size(); ++j) {
        const double deviation = std::sqrt(std::max(0.0, moments.xx(j, j)) / moments.count);
        const bool constant = deviation <= rounding_spread * std::fabs(x_mean_x[j]);
        x_factors[j] = constant || deviation == 0 ? 0 : (standardise ? 1 / deviation : 1);
    }
}

RidgePath::RidgePath(const Moments& moments, bool standardise)
    : x_least_penalty(1e-14),
      x_count(moments.count),
      x_yy(moments.yy),
      x_mean_x(moments.mean_x),
      x_mean_y(moments.mean_y),
      x_factors(moments.xx.rows()),
      x_vectors(moments.xx) {
    find_factors(moments, standardise);
    x_vectors = x_factors.asDiagonal() * x_vectors * x_factors.asDiagonal();
    x_values = decompose(x_vectors).cwiseMax(0);
    x_projected = x_vectors.transpose() * (x_factors.asDiagonal() * moments.xy);
}

// R_xx = U diag(r) V', so s = r^2 and V'X'Y = diag(r) U' R_xy.
RidgePath::RidgePath(const Moments& moments, bool standardise, const Samples& samples)
    : x_least_penalty(1e-28),
      x_count(moments.count),
      x_yy(moments.yy),
      x_mean_x(moments.mean_x),
      x_mean_y(moments.mean_y),
      x_factors(moments.xx.rows()) {
    find_factors(moments, standardise);
    Triangle triangle(x_mean_x, x_factors.transpose(), x_mean_y);
    samples([&](const RowMatrix& X, const RowMatrix& Y) { triangle.add(X, Y); });
    const SingularValues found = decompose_square(triangle.xx());
    x_vectors = found.Vt.transpose();
    x_values = found.values.cwiseAbs2();
    x_projected = found.values.asDiagonal() * (found.U.transpose() * triangle.xy());
}

double RidgePath::mean_eigenvalue() const { return x_values.mean(); }

double RidgePath::penalty(double lambda) const {
    return std::max({lambda, x_least_penalty * x_values.sum(), std::numeric_limits<double>::min()});
}

// With p = V'X'Y the squares that are left of a target are |y|^2 - sum p^2 (s + 2 lambda) / (s + lambda)^2.
Eigen::RowVectorXd RidgePath::generalised_errors(double lambda) const {
    const Eigen::ArrayXd sums = x_values.array() + penalty(lambda);
    const Eigen::VectorXd explained = (2 * sums - x_values.array()) / sums.square();
    const double free = 1 - ((x_values.array() / sums).sum() + 1) / x_count;
    return (x_yy - explained.transpose() * x_projected.cwiseAbs2()).cwiseMax(0) / (x_count * free * free);
}

LinearMap RidgePath::at(double lambda) const {
    LinearMap map;
    map.weights = x_factors.asDiagonal() *
                  (x_vectors * ((x_values.array() + penalty(lambda)).inverse().matrix().asDiagonal() * x_projected));
    map.bias = x_mean_y - x_mean_x * map.weights;
    return map;
}

}  // namespace limen::train
