// Means and centred second moments of features and targets, gathered piece by piece: all that a regression needs of
// frames that do not fit into memory.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "limen/core/channel_scale.hpp"
#include "train/features/frames.hpp"

namespace limen::train {

struct Moments {
    double count = 0;
    Eigen::RowVectorXd mean_x, mean_y;
    // Sums of (x - mean_x)' (x - mean_x), of which the lower triangle counts, of (x - mean_x)' (y - mean_y), and of the
    // squares of y - mean_y.
    Eigen::MatrixXd xx, xy;
    Eigen::RowVectorXd yy;
    std::vector<Extent> x_extents, y_extents;  // of each feature and target

    Moments() = default;
    Moments(Eigen::Index features, Eigen::Index targets);

    // Adds samples, a row of X and of Y each. (T. Chan, G. Golub, R. LeVeque 1983, "Algorithms for computing the sample
    // variance", The American Statistician 37: the moments of two sets about their own means, and what joins them.)
    void add(const RowMatrix& X, const RowMatrix& Y);
    // yy, but 0 where a target differs by rounding alone.
    Eigen::RowVectorXd target_squares() const;
    // These samples without those of `part`, which are among them; extents stay those of all.
    Moments without(const Moments& part) const;
    // Of a part of these samples, whose [1, X - mean_x, Y - mean_y] has this triangle; extents stay those of all.
    Moments of_part(const Eigen::MatrixXd& R) const;
};

}  // namespace limen::train
