// Features about their means, and scaled.
#pragma once

#include <Eigen/Core>

namespace limen::train {

// X = (features - mean) * factor; the factor of a constant feature is 0.
struct Standardised {
    Eigen::MatrixXd X;
    Eigen::RowVectorXd mean, factor;
};

// To deviation 1 over the rows, if `unit_deviation`.
Standardised standardise(const Eigen::MatrixXd& features, bool unit_deviation);

}  // namespace limen::train
