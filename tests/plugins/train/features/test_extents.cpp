// Constant columns are found, however their rows are cut.
#include "train/features/extents.hpp"

#include <doctest/doctest.h>

using namespace limen;
using namespace limen::train;

TEST_CASE("what is left of a column that is constant but for rounding counts as 0, however its rows are cut") {
    RowMatrix rows(4, 3);
    rows << 0.3, 1, 7, 0.1 + 0.2, 2, 7, 0.3, 1, 7, 0.3, 2, 7;
    for (const Eigen::Index first : {1, 2, 4}) {
        std::vector<Extent> extents;
        add_extents(extents, rows.topRows(first));
        add_extents(extents, rows.bottomRows(4 - first));
        const Eigen::RowVectorXd left = without_constant(Eigen::RowVector3d(1e-17, 1, 1e-9), extents);
        CHECK(left[0] == 0);
        CHECK(left[1] == 1);
        CHECK(left[2] == 0);
    }
}

TEST_CASE("a column that is constant in each piece but not in all is not constant") {
    std::vector<Extent> extents;
    add_extents(extents, RowMatrix::Constant(3, 1, 5));
    add_extents(extents, RowMatrix::Constant(3, 1, 6));
    CHECK(without_constant(Eigen::RowVectorXd::Constant(1, 1.5), extents)[0] == 1.5);
}
