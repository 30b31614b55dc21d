// Solutions by the band form are those of the matrix.
#include "train/linear/band_form.hpp"

#include <doctest/doctest.h>

#include "../random_samples.hpp"
#include "limen/core/parallel.hpp"

using namespace limen::train;
using namespace limen::train::test;

namespace {

Matrix positive(std::uint64_t seed, Eigen::Index n) {
    const Matrix X = random_matrix(seed, n + 5, n);
    return transposed_product(X, X);
}

}  // namespace

TEST_CASE("solving with a shift is solving with the matrix, whatever its size") {
    for (const Eigen::Index n : {1, 2, 30, 96, 97, 98, 193, 194, 400}) {
        CAPTURE(n);
        const Matrix A = positive(1, n), Y = random_matrix(2, n, 3);
        const BandForm band(A.triangularView<Eigen::Lower>());
        const Matrix rotated = band.rotate(Y);
        for (const double lambda : {1e-3, 1.0, 100.0}) {
            const auto W = band.solve(lambda, rotated);
            REQUIRE(W.has_value());
            CHECK(largest_difference(product(shifted(A, lambda), *W), Y) < 1e-10 * (1 + A.norm()));
        }
    }
}

TEST_CASE("the eigenvalues are those of the matrix") {
    for (const Eigen::Index n : {1, 40, 250}) {
        const Matrix A = positive(3, n);
        CHECK(largest_difference(BandForm(A).eigenvalues(), symmetric_eigenvalues(A)) < 1e-11 * A.norm());
    }
}

TEST_CASE("what is not positive definite has no solution") {
    const Matrix A = -Matrix::Identity(150, 150);
    const BandForm band(A);
    CHECK_FALSE(band.solve(0.5, Matrix::Ones(150, 1)).has_value());
    CHECK(band.solve(2, Matrix::Ones(150, 1)).has_value());
}

TEST_CASE("the number of threads changes no bit") {
    const Matrix A = positive(5, 300), Y = random_matrix(6, 300, 2);
    limen::set_threads(1);
    const BandForm one(A);
    limen::set_threads(3);
    const BandForm three(A);
    limen::set_threads(0);
    CHECK(same(one.rotate(Y), three.rotate(Y)));
    CHECK(same(*one.solve(0.1, Y), *three.solve(0.1, Y)));
}
