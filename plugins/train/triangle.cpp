// Householder's reflections, a piece of samples at a time.
#include "train/triangle.hpp"

#include "train/eigen.hpp"

namespace limen::train {

Triangle::Triangle(const Eigen::RowVectorXd& mean_x, const Eigen::RowVectorXd& factors,
                   const Eigen::RowVectorXd& mean_y)
    : x_mean_x(mean_x),
      x_factors(factors),
      x_mean_y(mean_y),
      x_R(Eigen::MatrixXd::Zero(factors.size() + mean_y.size(), factors.size() + mean_y.size())) {}

void Triangle::add(const RowMatrix& X, const RowMatrix& Y) {
    const Eigen::Index columns = x_R.cols(), features = x_factors.size();
    Eigen::MatrixXd rows(columns + X.rows(), columns);
    rows.topRows(columns) = x_R;
    rows.bottomLeftCorner(X.rows(), features) = (X.rowwise() - x_mean_x) * x_factors.asDiagonal();
    rows.bottomRightCorner(X.rows(), columns - features) = Y.rowwise() - x_mean_y;
    triangularise(rows);
    x_R = rows.topRows(columns).triangularView<Eigen::Upper>();
}

}  // namespace limen::train
