// Householder's reflections, a piece of samples at a time.
#include "train/linear/triangle.hpp"

#include "train/linear/eigen.hpp"

namespace limen::train {

Triangle::Triangle(Eigen::Index columns) : x_R(Eigen::MatrixXd::Zero(columns, columns)) {}

void Triangle::add(RowMatrix rows) {
    x_waiting_rows += rows.rows();
    x_waiting.push_back(std::move(rows));
    if (x_waiting_rows >= x_R.cols()) take_waiting();
}

const Eigen::MatrixXd& Triangle::R() {
    if (x_waiting_rows > 0) take_waiting();
    return x_R;
}

void Triangle::take_waiting() {
    const Eigen::Index columns = x_R.cols();
    Eigen::MatrixXd rows(columns + x_waiting_rows, columns);
    rows.topRows(columns) = x_R;
    Eigen::Index first = columns;
    for (const RowMatrix& piece : x_waiting) {
        rows.middleRows(first, piece.rows()) = piece;
        first += piece.rows();
    }
    triangularise(rows);
    x_R = rows.topRows(columns).triangularView<Eigen::Upper>();
    x_waiting.clear();
    x_waiting_rows = 0;
}

}  // namespace limen::train
