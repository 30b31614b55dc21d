// Spectral radii that are known without computing them.
#include "esn/spectral_radius.hpp"

#include <doctest/doctest.h>

#include <cmath>

using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor>;

namespace {

double spectral_radius(const Sparse& matrix) { return limen::esn::spectral_radius(matrix).value(); }

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

TEST_CASE("a matrix of ones, whose products are all in one direction, has its size for radius") {
    for (const Eigen::Index n : {50, 300, 2100})
        CHECK(spectral_radius(Eigen::MatrixXd::Ones(n, n).sparseView()) ==
              doctest::Approx(static_cast<double>(n)).epsilon(1e-10));
}

// What a dense decomposition or an iteration finds of its eigenvalues is rounding.
TEST_CASE("a nilpotent matrix has the radius 0 exactly, however far it is from normal") {
    Sparse matrix(500, 500);
    for (Eigen::Index i = 1; i < 500; ++i)
        for (const Eigen::Index back : {1, 2, 5})
            if (i >= back) matrix.insert(i, i - back) = 3.0;
    matrix.makeCompressed();
    CHECK(spectral_radius(matrix) == 0);
}

TEST_CASE("of several parts the largest radius counts, whatever leads from one to the other") {
    Sparse matrix(350, 350);
    const Sparse one = ring(200, 0.7), other = turning_blocks(60, 1, 1.2);
    for (Eigen::Index i = 0; i < 200; ++i)
        for (Sparse::InnerIterator entry(one, i); entry; ++entry) matrix.insert(i, entry.col()) = entry.value();
    for (Eigen::Index i = 0; i < 120; ++i)
        for (Sparse::InnerIterator entry(other, i); entry; ++entry)
            matrix.insert(200 + i, 200 + entry.col()) = entry.value();
    for (Eigen::Index i = 0; i < 30; ++i) matrix.insert(320 + i, i) = 1000;
    for (Eigen::Index i = 0; i < 100; ++i) matrix.coeffRef(i, 200 + i) = 50;
    matrix.makeCompressed();
    CHECK(spectral_radius(matrix) == doctest::Approx(1.2).epsilon(1e-8));
}

TEST_CASE("a matrix of zeros has the radius 0") {
    CHECK(spectral_radius(Sparse(0, 0)) == 0);
    CHECK(spectral_radius(Sparse(10, 10)) == 0);
    CHECK(spectral_radius(Sparse(300, 300)) == 0);
}
