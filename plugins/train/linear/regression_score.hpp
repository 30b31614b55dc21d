// How well outputs follow their targets, gathered piece by piece.
#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "limen/core/channel_scale.hpp"
#include "train/features/frames.hpp"

namespace limen::train {

// Of each target channel over the frames that were added:
//   NMSE   mean squared error over the variance of the target; 1 is what its mean would reach
//   NRMSE  the root of it
//   r^2    squared coefficient of correlation of output and target; 0 where the output is constant
// The sum of r^2 over the channels is the capacity; where the channels are past inputs, the memory capacity (Jaeger
// 2001).
class RegressionScore {
public:
    explicit RegressionScore(Eigen::RowVectorXd origin) : x_origin(std::move(origin)) {}  // about the targets' means

    void add(const RowMatrix& targets, const RowMatrix& outputs);

    double count() const noexcept { return x_count; }
    // 0 where the targets differ by rounding alone.
    Eigen::RowVectorXd target_variance() const;
    Eigen::RowVectorXd nmse() const;
    Eigen::RowVectorXd r2() const;

private:
    Eigen::RowVectorXd x_origin;
    double x_count = 0;
    Eigen::RowVectorXd x_y, x_yy, x_o, x_oo, x_yo, x_errors;  // sums; targets and outputs counted from the origin
    std::vector<Extent> x_target_extents, x_output_extents;
};

// How many outputs are nearer to another of the symbols than their target is: the errors of a receiver.
double count_symbol_errors(const RowMatrix& targets, const RowMatrix& outputs, std::span<const double> symbols);

}  // namespace limen::train
