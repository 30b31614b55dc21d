// One lesson is a product with P and an update of P of rank one.
#include "train/online/recursive_least_squares.hpp"

namespace limen::train {

namespace {

Eigen::RowVectorXd error(std::span<const double> outputs, std::span<const double> targets) {
    const auto n = static_cast<Eigen::Index>(targets.size());
    return Eigen::Map<const Eigen::RowVectorXd>(targets.data(), n) -
           Eigen::Map<const Eigen::RowVectorXd>(outputs.data(), n);
}

}  // namespace

RecursiveLeastSquares::RecursiveLeastSquares(Eigen::Index features, Eigen::Index outputs, double delta,
                                             double forgetting)
    : x_forgetting(forgetting),
      x_W(Eigen::MatrixXd::Zero(features + 1, outputs)),
      x_P(Eigen::MatrixXd::Identity(features + 1, features + 1) / delta),
      x_x(features + 1),
      x_Px(features + 1) {}

void RecursiveLeastSquares::learn(std::span<const double> features, std::span<const double> outputs,
                                  std::span<const double> targets) {
    x_x << Eigen::Map<const Eigen::VectorXd>(features.data(), static_cast<Eigen::Index>(features.size())), 1.0;
    x_Px.noalias() = x_P.selfadjointView<Eigen::Lower>() * x_x;
    const double scale = 1 / (x_forgetting + x_x.dot(x_Px));
    x_W.noalias() += scale * x_Px * error(outputs, targets);
    x_P.selfadjointView<Eigen::Lower>().rankUpdate(x_Px, -scale);
    if (x_forgetting < 1) x_P.triangularView<Eigen::Lower>() *= 1 / x_forgetting;
}

LeastMeanSquares::LeastMeanSquares(Eigen::Index features, Eigen::Index outputs, double rate, bool normalised)
    : x_rate(rate), x_normalised(normalised), x_W(Eigen::MatrixXd::Zero(features + 1, outputs)) {}

void LeastMeanSquares::learn(std::span<const double> features, std::span<const double> outputs,
                             std::span<const double> targets) {
    const auto n = static_cast<Eigen::Index>(features.size());
    const Eigen::Map<const Eigen::VectorXd> x(features.data(), n);
    const double rate = x_normalised ? x_rate / (x.squaredNorm() + 1) : x_rate;
    const Eigen::RowVectorXd step = rate * error(outputs, targets);
    x_W.topRows(n).noalias() += x * step;
    x_W.row(n) += step;
}

}  // namespace limen::train
