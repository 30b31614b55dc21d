// The samples of a regression, reduced to a triangle: what a Gram matrix holds, but with all its digits.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "train/features/frames.hpp"

namespace limen::train {

// R of A = Q R, gathered a piece of rows after the other: R of a few rows more is that of R with those rows below it,
// and a piece that is too short to be worth that waits for the next. Where A is [X Y], centred and scaled, |X W - Y| is
// |R_xx W - R_xy| and a constant, where the squares of a Gram matrix would have lost whatever is below 10^-16 of the
// largest. (G. Golub 1965, "Numerical methods for solving linear least squares problems", Numer. Math. 7.)
class Triangle {
public:
    explicit Triangle(Eigen::Index columns);
    void add(RowMatrix rows);

    const Eigen::MatrixXd& R();

private:
    void take_waiting();

    Eigen::MatrixXd x_R;
    std::vector<RowMatrix> x_waiting;
    Eigen::Index x_waiting_rows = 0;
};

}  // namespace limen::train
