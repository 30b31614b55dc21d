// The samples of a regression, reduced to a triangle: what a Gram matrix holds, but with all its digits.
#pragma once

#include <Eigen/Core>

#include "train/frames.hpp"
#include "train/moments.hpp"

namespace limen::train {

// R of [X Y] = Q R, whose columns are centred and scaled, gathered piece by piece: R of a few rows more is that of R
// with those rows below it. |X W - Y| is |R_xx W - R_xy| and a constant, where the squares of a Gram matrix would have
// lost whatever is below 10^-16 of the largest. (G. Golub 1965, "Numerical methods for solving linear least squares
// problems", Numer. Math. 7.)
class Triangle {
public:
    // Means and factors: of each feature, x = (feature - mean) factor.
    Triangle(const Eigen::RowVectorXd& mean_x, const Eigen::RowVectorXd& factors, const Eigen::RowVectorXd& mean_y);
    void add(const RowMatrix& X, const RowMatrix& Y);

    Eigen::MatrixXd xx() const { return x_R.topLeftCorner(x_factors.size(), x_factors.size()); }
    Eigen::MatrixXd xy() const { return x_R.topRightCorner(x_factors.size(), x_mean_y.size()); }

private:
    Eigen::RowVectorXd x_mean_x, x_factors, x_mean_y;
    Eigen::MatrixXd x_R;
};

}  // namespace limen::train
