// Norms that are known, or that a dense decomposition gives.
#include "esn/spectral_norm.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "dense.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::esn;
using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor>;

namespace {

Sparse random_matrix(Eigen::Index n, double density, std::uint32_t which) {
    Random random(1, Purpose::weights, which);
    Sparse matrix(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
            if (random.uniform() < density) matrix.insert(i, j) = 2 * random.uniform() - 1;
    matrix.makeCompressed();
    return matrix;
}

Sparse shift(Eigen::Index n, double weight) {
    Sparse matrix(n, n);
    for (Eigen::Index i = 1; i < n; ++i) matrix.insert(i, i - 1) = weight;
    matrix.makeCompressed();
    return matrix;
}

}  // namespace

TEST_CASE("it is the largest singular value of a dense decomposition") {
    for (const Eigen::Index n : {1, 5, 99, 100, 250})
        for (const double density : {0.03, 1.0}) {
            CAPTURE(n);
            const Sparse matrix = random_matrix(n, density, static_cast<std::uint32_t>(n));
            const double expected = dense_norm(dense(matrix));
            CHECK(spectral_norm(matrix).value() == doctest::Approx(expected).epsilon(1e-9));
        }
}

TEST_CASE("a shift, whose singular values are all its weight, or 0") {
    for (const Eigen::Index n : {2, 50, 100, 3000})
        CHECK(spectral_norm(shift(n, -0.7)).value() == doctest::Approx(0.7).epsilon(1e-12));
}

TEST_CASE("a matrix of zeros has the norm 0") {
    CHECK(spectral_norm(Sparse(0, 0)) == 0);
    CHECK(spectral_norm(Sparse(300, 300)) == 0);
}

TEST_CASE("a matrix of ones, whose products are all in one direction, has its size for norm") {
    for (const Eigen::Index n : {50, 300, 2100})
        CHECK(spectral_norm(Sparse(Eigen::MatrixXd::Ones(n, n).sparseView())).value() ==
              doctest::Approx(static_cast<double>(n)).epsilon(1e-10));
}

TEST_CASE("one large row counts with its length") {
    Sparse matrix(2000, 2000);
    for (Eigen::Index j = 0; j < 2000; ++j) matrix.insert(7, j) = 0.5;
    matrix.makeCompressed();
    CHECK(spectral_norm(matrix).value() == doctest::Approx(0.5 * std::sqrt(2000)).epsilon(1e-10));
}
