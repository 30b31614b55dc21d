// Errors and correlations against their definitions.
#include "train/linear/regression_score.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"

using namespace limen::train;
using namespace limen::train::test;

namespace {

RegressionScore score_of(const RowMatrix& Y, const RowMatrix& O, Eigen::Index first_piece) {
    RegressionScore score(column_means(Y));
    score.add(Y.topRows(first_piece), O.topRows(first_piece));
    score.add(Y.bottomRows(Y.rows() - first_piece), O.bottomRows(Y.rows() - first_piece));
    return score;
}

}  // namespace

TEST_CASE("the error is relative to the variance, and r^2 is the squared correlation, however pieces are cut") {
    const RowMatrix Y = random_matrix(1, 50, 2), O = 0.5 * Y + random_matrix(2, 50, 2);
    for (const Eigen::Index first : {1, 30}) {
        const RegressionScore score = score_of(Y, O, first);
        for (Eigen::Index c = 0; c < 2; ++c) {
            const Eigen::VectorXd y = Y.col(c).array() - Y.col(c).mean(), o = O.col(c).array() - O.col(c).mean();
            CHECK(score.nmse()[c] == doctest::Approx((Y - O).col(c).squaredNorm() / y.squaredNorm()));
            const double r = y.dot(o) / (y.norm() * o.norm());
            CHECK(score.r2()[c] == doctest::Approx(r * r));
        }
        CHECK(score.count() == 50);
    }
}

TEST_CASE("a perfect output has error 0 and r^2 1, the mean error 1 and r^2 0") {
    const RowMatrix Y = random_matrix(1, 50, 1);
    CHECK(score_of(Y, Y, 20).nmse()[0] == 0);
    CHECK(score_of(Y, Y, 20).r2()[0] == doctest::Approx(1));
    const RowMatrix mean = RowMatrix::Constant(50, 1, Y.mean());
    CHECK(score_of(Y, mean, 20).nmse()[0] == doctest::Approx(1));
    CHECK(score_of(Y, mean, 20).r2()[0] < 1e-20);
}

TEST_CASE("r^2 does not see the scale and the sign of an output, the error does") {
    const RowMatrix Y = random_matrix(1, 50, 1);
    const RegressionScore score = score_of(Y, RowMatrix(-3 * Y), 20);
    CHECK(score.r2()[0] == doctest::Approx(1));
    CHECK(score.nmse()[0] > 10);
}

TEST_CASE("a symbol error is an output that is nearest to another symbol than its target") {
    const std::vector<double> symbols{-3, -1, 1, 3};
    const RowMatrix targets = (RowMatrix(4, 1) << -3, 1, 3, -1).finished(),
                    outputs = (RowMatrix(4, 1) << -9, 1.9, 1.9, 0.1).finished();
    CHECK(count_symbol_errors(targets, outputs, symbols) == 2);
}

TEST_CASE("a target of 0.1 never changes, and what rounding leaves of it is no variance") {
    RowMatrix Y = RowMatrix::Constant(5000, 1, 0.1), O = random_matrix(1, 5000, 1);
    RegressionScore score(Y.topRows(7).colwise().mean());
    score.add(Y, O);
    CHECK(score.target_variance()[0] == 0);
    CHECK(score.r2()[0] == 0);
    RegressionScore turned(O.colwise().mean());
    turned.add(O, Y);
    CHECK(turned.r2()[0] == 0);
}
