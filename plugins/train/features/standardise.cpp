// Means, deviations, and what varies by rounding alone.
#include "train/features/standardise.hpp"

#include <cmath>

#include "limen/core/channel_scale.hpp"

namespace limen::train {

Standardised standardise(const Eigen::MatrixXd& features, bool unit_deviation) {
    Standardised s{features.rowwise() - features.colwise().mean(), features.colwise().mean(),
                   Eigen::RowVectorXd(features.cols())};
    for (Eigen::Index j = 0; j < features.cols(); ++j) {
        const double deviation = s.X.col(j).norm() / std::sqrt(static_cast<double>(features.rows()));
        Extent extent;
        for (Eigen::Index i = 0; i < features.rows(); ++i) extent.add(features(i, j));
        s.factor[j] = extent.constant() ? 0 : (unit_deviation ? 1 / deviation : 1);
    }
    s.X.array().rowwise() *= s.factor.array();
    return s;
}

}  // namespace limen::train
