// Which columns of rows that come piece by piece are constant.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "limen/core/channel_scale.hpp"
#include "train/features/frames.hpp"

namespace limen::train {

// Adds rows to the extents, of which there is one for each column.
void add_extents(std::vector<Extent>&, const RowMatrix& rows);

// Squares about the means of columns, but 0 in place of what rounding has left of those that are constant.
Eigen::RowVectorXd without_constant(Eigen::RowVectorXd squares, const std::vector<Extent>&);

}  // namespace limen::train
