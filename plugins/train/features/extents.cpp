// Goes through rows, column by column.
#include "train/features/extents.hpp"

namespace limen::train {

void add_extents(std::vector<Extent>& extents, const RowMatrix& rows) {
    extents.resize(static_cast<std::size_t>(rows.cols()));
    for (Eigen::Index i = 0; i < rows.rows(); ++i)
        for (Eigen::Index j = 0; j < rows.cols(); ++j) extents[static_cast<std::size_t>(j)].add(rows(i, j));
}

Eigen::RowVectorXd without_constant(Eigen::RowVectorXd squares, const std::vector<Extent>& extents) {
    for (std::size_t c = 0; c < extents.size(); ++c)
        if (extents[c].constant()) squares[static_cast<Eigen::Index>(c)] = 0;
    return squares;
}

}  // namespace limen::train
