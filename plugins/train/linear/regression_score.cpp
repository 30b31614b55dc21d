// Sums of squares and products, and what they say.
#include "train/linear/regression_score.hpp"

#include <algorithm>
#include <cmath>

#include "train/features/extents.hpp"

namespace limen::train {

void RegressionScore::add(const RowMatrix& targets, const RowMatrix& outputs) {
    if (x_count == 0) x_y = x_yy = x_o = x_oo = x_yo = x_errors = Eigen::RowVectorXd::Zero(targets.cols());
    const RowMatrix y = targets.rowwise() - x_origin, o = outputs.rowwise() - x_origin;
    x_count += static_cast<double>(targets.rows());
    x_y += y.colwise().sum();
    x_yy += y.cwiseAbs2().colwise().sum();
    x_o += o.colwise().sum();
    x_oo += o.cwiseAbs2().colwise().sum();
    x_yo += y.cwiseProduct(o).colwise().sum();
    x_errors += (y - o).cwiseAbs2().colwise().sum();
    add_extents(x_target_extents, targets);
    add_extents(x_output_extents, outputs);
}

Eigen::RowVectorXd RegressionScore::target_variance() const {
    return without_constant((x_yy - x_y.cwiseAbs2() / x_count) / x_count, x_target_extents).cwiseMax(0);
}

Eigen::RowVectorXd RegressionScore::nmse() const { return (x_errors / x_count).cwiseQuotient(target_variance()); }

Eigen::RowVectorXd RegressionScore::r2() const {
    const Eigen::RowVectorXd covariance = (x_yo - x_y.cwiseProduct(x_o) / x_count) / x_count,
                             output_variance =
                                 without_constant((x_oo - x_o.cwiseAbs2() / x_count) / x_count, x_output_extents)
                                     .cwiseMax(0),
                             product = target_variance().cwiseProduct(output_variance);
    return (product.array() > 0).select(covariance.cwiseAbs2().cwiseQuotient(product), 0);
}

double count_symbol_errors(const RowMatrix& targets, const RowMatrix& outputs, std::span<const double> symbols) {
    const auto nearest = [&](double value) {
        return *std::min_element(symbols.begin(), symbols.end(),
                                 [&](double a, double b) { return std::fabs(a - value) < std::fabs(b - value); });
    };
    double errors = 0;
    for (Eigen::Index i = 0; i < targets.size(); ++i)
        errors += nearest(targets.data()[i]) != nearest(outputs.data()[i]);
    return errors;
}

}  // namespace limen::train
