// What linear readouts come to.
#pragma once

#include <Eigen/Core>

#include "train/features/frames.hpp"

namespace limen::train {

// outputs = features * weights + bias, for features as they were given.
struct LinearMap {
    Eigen::MatrixXd weights;  // features x targets
    Eigen::RowVectorXd bias;  // targets

    RowMatrix apply(const RowMatrix& features) const { return (features * weights).rowwise() + bias; }
};

// The weights and the bias in a group of a file of readouts. Throws DataError where they do not fit each other.
LinearMap read_linear_map(const h5::File& readouts, const std::string& group);

}  // namespace limen::train
