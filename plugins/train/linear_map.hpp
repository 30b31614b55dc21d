// What linear readouts come to.
#pragma once

#include <Eigen/Core>

#include "train/frames.hpp"

namespace limen::train {

// outputs = features * weights + bias, for features as they were given.
struct LinearMap {
    Eigen::MatrixXd weights;  // features x targets
    Eigen::RowVectorXd bias;  // targets

    RowMatrix apply(const RowMatrix& features) const { return (features * weights).rowwise() + bias; }
};

}  // namespace limen::train
