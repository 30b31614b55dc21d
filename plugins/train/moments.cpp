// Joins and parts moments.
#include "train/moments.hpp"

namespace limen::train {

namespace {

// Adds `sign` times what two sets whose means differ by dx and dy have beside their own moments.
void join(Moments& m, double sign, double weight, const Eigen::RowVectorXd& dx, const Eigen::RowVectorXd& dy) {
    m.xx.selfadjointView<Eigen::Lower>().rankUpdate(dx.transpose(), sign * weight);
    m.xy.noalias() += sign * weight * (dx.transpose() * dy);
    m.yy += sign * weight * dy.cwiseAbs2();
}

}  // namespace

Moments::Moments(Eigen::Index features, Eigen::Index targets)
    : mean_x(Eigen::RowVectorXd::Zero(features)),
      mean_y(Eigen::RowVectorXd::Zero(targets)),
      xx(Eigen::MatrixXd::Zero(features, features)),
      xy(Eigen::MatrixXd::Zero(features, targets)),
      yy(Eigen::RowVectorXd::Zero(targets)) {}

void Moments::add(const RowMatrix& X, const RowMatrix& Y) {
    if (X.rows() == 0) return;
    const auto n = static_cast<double>(X.rows());
    const Eigen::RowVectorXd x_here = X.colwise().mean(), y_here = Y.colwise().mean();
    const Eigen::MatrixXd x = X.rowwise() - x_here, y = Y.rowwise() - y_here;
    xx.selfadjointView<Eigen::Lower>().rankUpdate(x.transpose());
    xy.noalias() += x.transpose() * y;
    yy += y.cwiseAbs2().colwise().sum();
    const Eigen::RowVectorXd dx = x_here - mean_x, dy = y_here - mean_y;
    join(*this, 1, count * n / (count + n), dx, dy);
    mean_x += n / (count + n) * dx;
    mean_y += n / (count + n) * dy;
    count += n;
}

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

}  // namespace limen::train
