// Moments gathered in pieces are those of all samples at once.
#include "train/features/moments.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"

using namespace limen::train;
using namespace limen::train::test;

namespace {

Moments gathered(const RowMatrix& X, const RowMatrix& Y, const std::vector<Eigen::Index>& pieces) {
    Moments moments(X.cols(), Y.cols());
    Eigen::Index first = 0;
    for (const Eigen::Index count : pieces) {
        moments.add(X.middleRows(first, count), Y.middleRows(first, count));
        first += count;
    }
    return moments;
}

void check_moments(const Moments& moments, const RowMatrix& X, const RowMatrix& Y, double tolerance) {
    const Matrix x = centred(X), y = centred(Y);
    CHECK(moments.count == X.rows());
    CHECK(largest_difference(moments.mean_x, column_means(X)) < tolerance);
    CHECK(largest_difference(moments.mean_y, column_means(Y)) < tolerance);
    CHECK(largest_difference(mirrored(moments.xx), transposed_product(x, x)) < tolerance);
    CHECK(largest_difference(moments.xy, transposed_product(x, y)) < tolerance);
    CHECK(largest_difference(moments.yy, column_squares(y)) < tolerance);
}

}  // namespace

TEST_CASE("any pieces give the moments of the whole") {
    const RowMatrix X = random_matrix(1, 60, 4), Y = random_matrix(2, 60, 2);
    for (const auto& pieces : std::vector<std::vector<Eigen::Index>>{{60}, {1, 59}, {20, 0, 39, 1}})
        check_moments(gathered(X, Y, pieces), X, Y, 1e-12);
}

TEST_CASE("taking a part away leaves the moments of the rest") {
    const RowMatrix X = random_matrix(1, 60, 4), Y = random_matrix(2, 60, 2);
    const Moments rest = gathered(X, Y, {60}).without(gathered(X.topRows(17), Y.topRows(17), {17}));
    check_moments(rest, X.bottomRows(43), Y.bottomRows(43), 1e-12);
}

TEST_CASE("a mean that is large beside the deviation costs no accuracy") {
    RowMatrix X = random_matrix(1, 60, 4), Y = random_matrix(2, 60, 2);
    X.array() += 1e6;
    // Rounding of the samples themselves is 1e-10; squares of the mean would lose 1e-4.
    check_moments(gathered(X, Y, {25, 35}), X, Y, 1e-8);
}
