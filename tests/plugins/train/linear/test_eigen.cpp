// Eigenvalues of symmetric matrices.
#include "train/linear/eigen.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"

using namespace limen::train;
using namespace limen::train::test;

TEST_CASE("the eigenvalues of a symmetric matrix come in order, with its eigenvectors") {
    const Matrix half = random_matrix(1, 7, 7), whole = half + half.transpose();
    Matrix vectors = whole;
    const Eigen::VectorXd values = decompose(vectors);
    for (Eigen::Index i = 1; i < 7; ++i) CHECK(values[i - 1] <= values[i]);
    CHECK(from_orthogonal(vectors) < 1e-12);
    CHECK(largest_difference(composed(vectors, values), whole) < 1e-12);
}

TEST_CASE("only the lower triangle counts") {
    Matrix matrix = (Matrix(2, 2) << 2, 99, 1, 2).finished();
    const Eigen::VectorXd values = decompose(matrix);
    CHECK(values[0] == doctest::Approx(1));
    CHECK(values[1] == doctest::Approx(3));
}
