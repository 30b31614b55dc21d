// Spectral radii that are known without computing them.
#include "esn/spectral_radius.hpp"

#include <doctest/doctest.h>

#include <cmath>

using limen::esn::spectral_radius;
using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor>;

namespace {

// Blocks on the diagonal that turn by `turn` radians and stretch from 1 down to 0.1, the first by `radius`: the
// eigenvalues of each are the pair stretch * exp(+-i turn). What couples the blocks lies above the diagonal and changes
// no eigenvalue.
Sparse turning_blocks(Eigen::Index blocks, double turn, double radius) {
    Sparse matrix(2 * blocks, 2 * blocks);
    for (Eigen::Index k = 0; k < blocks; ++k) {
        const double stretch = k == 0 ? radius : 1 - 0.9 * static_cast<double>(k) / static_cast<double>(blocks);
        matrix.insert(2 * k, 2 * k) = stretch * std::cos(turn);
        matrix.insert(2 * k, 2 * k + 1) = -stretch * std::sin(turn);
        matrix.insert(2 * k + 1, 2 * k) = stretch * std::sin(turn);
        matrix.insert(2 * k + 1, 2 * k + 1) = stretch * std::cos(turn);
        if (k + 1 < blocks) matrix.insert(2 * k, 2 * k + 2) = 0.05;
    }
    matrix.makeCompressed();
    return matrix;
}

Sparse ring(Eigen::Index size, double weight) {
    Sparse matrix(size, size);
    for (Eigen::Index i = 0; i < size; ++i) matrix.insert(i, (i + 1) % size) = weight;
    matrix.makeCompressed();
    return matrix;
}

Sparse diagonal(Eigen::Index size, double largest) {
    Sparse matrix(size, size);
    for (Eigen::Index i = 0; i < size; ++i) matrix.insert(i, i) = i == 3 ? largest : 1.0 / static_cast<double>(i + 1);
    matrix.makeCompressed();
    return matrix;
}

}  // namespace

TEST_CASE("a dominant complex pair counts with its magnitude") {
    for (const Eigen::Index blocks : {3, 40, 60, 200})
        for (const double turn : {0.3, 1.5707963267948966, 2.9})
            for (const double radius : {1.02, 1.5, 40.0}) {
                CAPTURE(blocks);
                CAPTURE(turn);
                CHECK(spectral_radius(turning_blocks(blocks, turn, radius)) == doctest::Approx(radius).epsilon(1e-8));
            }
}

TEST_CASE("a dominant negative eigenvalue counts with its magnitude") {
    for (const Eigen::Index size : {5, 99, 100, 400})
        CHECK(spectral_radius(diagonal(size, -1.75)) == doctest::Approx(1.75).epsilon(1e-8));
}

TEST_CASE("a ring, whose eigenvalues all have the same magnitude, has its weight as radius") {
    for (const Eigen::Index size : {1, 2, 17, 100, 200})
        CHECK(spectral_radius(ring(size, -0.8)) == doctest::Approx(0.8).epsilon(1e-8));
}

TEST_CASE("the radius scales with the matrix") {
    const Sparse matrix = turning_blocks(80, 1, 1.2);
    for (const double factor : {1e-3, 7.0, 1e6})
        CHECK(spectral_radius(matrix * factor) == doctest::Approx(factor * 1.2).epsilon(1e-8));
}

TEST_CASE("the same matrix gives the same bits every time") {
    const Sparse matrix = turning_blocks(70, 0.7, 1.1);
    CHECK(spectral_radius(matrix) == spectral_radius(matrix));
}

TEST_CASE("a matrix of zeros has the radius 0") {
    CHECK(spectral_radius(Sparse(0, 0)) == 0);
    CHECK(spectral_radius(Sparse(10, 10)) == 0);
    CHECK(spectral_radius(Sparse(300, 300)) == 0);
}
