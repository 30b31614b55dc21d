// Joins and parts moments.
#include "train/features/moments.hpp"

#include <algorithm>
#include <cmath>

#include "train/features/extents.hpp"
#include "train/products/product.hpp"

namespace limen::train {

namespace {

// Adds `sign` times what two sets whose means differ by dx and dy have beside their own moments.
void join(Moments& m, double sign, double weight, const Eigen::RowVectorXd& dx, const Eigen::RowVectorXd& dy) {
    m.xx.selfadjointView<Eigen::Lower>().rankUpdate(dx.transpose(), sign * weight);
    m.xy.noalias() += sign * weight * (dx.transpose() * dy);
    m.yy += sign * weight * dy.cwiseAbs2();
}

// Adds x'x to the lower triangle of `xx`, a strip of its rows after the other, on all threads.
void add_squares(Eigen::MatrixXd& xx, const RowMatrix& x) {
    constexpr Eigen::Index strip = 512;
    const auto columns = static_cast<std::size_t>(x.cols()), rows = static_cast<std::size_t>(x.rows());
    RowMatrix product;
    for (Eigen::Index first = 0; first < x.cols(); first += strip) {
        const Eigen::Index height = std::min(strip, x.cols() - first), width = first + height;
        product.resize(height, width);
        const Rows<double> left{x.data() + first, columns, static_cast<std::size_t>(height)},
            right{x.data(), columns, static_cast<std::size_t>(width)};
        sum_of_outer_products(rows, left, right, product.data());
        xx.block(first, 0, height, width) += product;
    }
}

}  // namespace

Moments::Moments(Eigen::Index features, Eigen::Index targets)
    : mean_x(Eigen::RowVectorXd::Zero(features)),
      mean_y(Eigen::RowVectorXd::Zero(targets)),
      xx(Eigen::MatrixXd::Zero(features, features)),
      xy(Eigen::MatrixXd::Zero(features, targets)),
      yy(Eigen::RowVectorXd::Zero(targets)),
      x_extents(static_cast<std::size_t>(features)),
      y_extents(static_cast<std::size_t>(targets)) {}

void Moments::add(const RowMatrix& X, const RowMatrix& Y) {
    if (X.rows() == 0) return;
    const auto n = static_cast<double>(X.rows());
    const Eigen::RowVectorXd x_here = X.colwise().mean(), y_here = Y.colwise().mean();
    const RowMatrix x = X.rowwise() - x_here, y = Y.rowwise() - y_here;
    add_squares(xx, x);
    xy.noalias() += x.transpose() * y;
    yy += y.cwiseAbs2().colwise().sum();
    const Eigen::RowVectorXd dx = x_here - mean_x, dy = y_here - mean_y;
    join(*this, 1, count * n / (count + n), dx, dy);
    mean_x += n / (count + n) * dx;
    mean_y += n / (count + n) * dy;
    count += n;
    add_extents(x_extents, X);
    add_extents(y_extents, Y);
}

Eigen::RowVectorXd Moments::target_squares() const { return without_constant(yy, y_extents); }

Moments Moments::without(const Moments& part) const {
    Moments rest = *this;
    rest.count -= part.count;
    rest.mean_x = (count * mean_x - part.count * part.mean_x) / rest.count;
    rest.mean_y = (count * mean_y - part.count * part.mean_y) / rest.count;
    rest.xx -= part.xx;
    rest.xy -= part.xy;
    rest.yy -= part.yy;
    join(rest, -1, part.count * rest.count / count, part.mean_x - rest.mean_x, part.mean_y - rest.mean_y);
    return rest;
}

// The column of ones is |1| times the first of Q, so that what the other rows of R hold is centred.
Moments Moments::of_part(const Eigen::MatrixXd& R) const {
    const Eigen::Index features = mean_x.size(), targets = mean_y.size();
    const auto xx_part = R.block(1, 1, features, features), xy_part = R.block(1, 1 + features, features, targets);
    Moments part = *this;
    part.count = std::round(R(0, 0) * R(0, 0));
    part.mean_x += R.row(0).segment(1, features) / R(0, 0);
    part.mean_y += R.row(0).tail(targets) / R(0, 0);
    part.xx.noalias() = xx_part.transpose() * xx_part;
    part.xy.noalias() = xx_part.transpose() * xy_part;
    part.yy = R.bottomRightCorner(features + targets, targets).colwise().squaredNorm();
    return part;
}

}  // namespace limen::train
