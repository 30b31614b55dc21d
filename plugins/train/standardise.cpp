// Means, deviations, and what varies by rounding alone.
#include "train/standardise.hpp"

#include <cmath>

namespace limen::train {

Standardised standardise(const Eigen::MatrixXd& features, bool unit_deviation) {
    // A feature whose deviation is this small beside its largest value varies by rounding alone.
    constexpr double rounding_spread = 1e-13;
    Standardised s{features.rowwise() - features.colwise().mean(), features.colwise().mean(),
                   Eigen::RowVectorXd(features.cols())};
    for (Eigen::Index j = 0; j < features.cols(); ++j) {
        const double deviation = s.X.col(j).norm() / std::sqrt(static_cast<double>(features.rows()));
        const bool constant = deviation <= rounding_spread * features.col(j).cwiseAbs().maxCoeff();
        s.factor[j] = constant ? 0 : (unit_deviation ? 1 / deviation : 1);
    }
    s.X.array().rowwise() *= s.factor.array();
    return s;
}

}  // namespace limen::train
