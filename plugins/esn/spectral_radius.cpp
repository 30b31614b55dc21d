// Eigenvalues are those of the strongly connected parts of a matrix: between them nothing comes back. Of each part,
// Spectra's Arnoldi solver with a fixed start, or Eigen's dense one.
#include "esn/spectral_radius.hpp"

#include <Spectra/GenEigsSolver.h>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <complex>
#include <vector>

#include "esn/matrix_product.hpp"
#include "esn/power_iteration.hpp"
#include "esn/strong_components.hpp"
#include "limen/core/math.hpp"

namespace limen::esn {

namespace {

using Matrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

double dense_radius(const Matrix& matrix) { return Eigen::MatrixXd(matrix).eigenvalues().cwiseAbs().maxCoeff(); }

// Where the space of W^k x is exhausted before its basis is whole, as for a matrix of ones, Spectra may call numbers
// eigenvalues that are none.
bool is_eigenpair(const MatrixProduct& product, std::complex<double> value, const Eigen::VectorXcd& vector) {
    constexpr double tolerance = 1e-5;
    const Eigen::VectorXd real = vector.real(), imaginary = vector.imag();
    Eigen::VectorXd of_real(real.size()), of_imaginary(real.size());
    product.perform_op(real.data(), of_real.data());
    product.perform_op(imaginary.data(), of_imaginary.data());
    const double error = std::hypot((of_real - value.real() * real + value.imag() * imaginary).norm(),
                                    (of_imaginary - value.imag() * real - value.real() * imaginary).norm());
    return error <= tolerance * std::abs(value) * vector.norm();
}

std::optional<double> arnoldi_radius(const Matrix& matrix, const SolverEffort& effort) {
    // Many eigenvalues of a random matrix lie near the edge of one disk (Girko's circular law): with fewer wanted or a
    // smaller basis, iterations were seen to converge to the wrong one.
    constexpr Eigen::Index wanted = 6, basis = 60;
    MatrixProduct product(matrix);
    Spectra::GenEigsSolver<MatrixProduct> solver(product, wanted, basis);
    const Eigen::VectorXd start = Eigen::VectorXd::LinSpaced(matrix.rows(), 1, 2);
    solver.init(start.data());
    try {
        // The more eigenvalues, the closer they lie, and the longer it takes to tell them apart.
        constexpr Eigen::Index large = 10'000;
        constexpr double of_large = 1e-6;
        const double tolerance = matrix.rows() > large ? std::max(of_large, effort.tolerance) : effort.tolerance;
        solver.compute(Spectra::SortRule::LargestMagn, effort.most_restarts, tolerance);
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
    if (solver.info() != Spectra::CompInfo::Successful) return std::nullopt;
    const std::complex<double> value = solver.eigenvalues()[0];
    if (!is_eigenpair(product, value, solver.eigenvectors(1))) return std::nullopt;
    return std::abs(value);
}

// All weights of a matrix that is a single cycle: the eigenvalues' magnitude is their geometric mean.
double cycle_radius(const Matrix& matrix) {
    double sum = 0;
    for (Eigen::Index k = 0; k < matrix.nonZeros(); ++k) sum += math::log(std::fabs(matrix.valuePtr()[k]));
    return math::exp(sum / static_cast<double>(matrix.rows()));
}

// Of a strongly connected matrix.
std::optional<double> component_radius(const Matrix& matrix, const SolverEffort& effort) {
    constexpr Eigen::Index small = 100, largest_dense = 2000;
    if (matrix.rows() == 1) return std::fabs(matrix.valuePtr()[0]);
    if (matrix.nonZeros() == matrix.rows()) return cycle_radius(matrix);
    if (matrix.rows() < small) return dense_radius(matrix);
    if (const auto radius = arnoldi_radius(matrix, effort)) return radius;
    if (matrix.rows() <= largest_dense) return dense_radius(matrix);
    return power_iteration(MatrixProduct(matrix));
}

// The rows and columns of some units, in rising order; `place` is scratch, as long as the matrix.
Matrix part_of(const Matrix& matrix, const std::vector<int>& units, std::vector<int>& place) {
    for (std::size_t k = 0; k < units.size(); ++k) place[static_cast<std::size_t>(units[k])] = static_cast<int>(k);
    std::vector<Eigen::Triplet<double, int>> entries;
    for (std::size_t k = 0; k < units.size(); ++k)
        for (Matrix::InnerIterator entry(matrix, units[k]); entry; ++entry)
            if (const int column = place[static_cast<std::size_t>(entry.col())]; column >= 0 && entry.value() != 0)
                entries.emplace_back(static_cast<int>(k), column, entry.value());
    for (const int unit : units) place[static_cast<std::size_t>(unit)] = -1;
    const auto n = static_cast<Eigen::Index>(units.size());
    Matrix part(n, n);
    part.setFromTriplets(entries.begin(), entries.end());
    return part;
}

}  // namespace

std::optional<double> spectral_radius(const Matrix& matrix, const SolverEffort& effort) {
    double largest = 0;
    std::vector<int> place(static_cast<std::size_t>(matrix.rows()), -1);
    for (const std::vector<int>& units : strong_components(matrix)) {
        const bool whole = static_cast<Eigen::Index>(units.size()) == matrix.rows();
        const auto radius = component_radius(whole ? matrix : part_of(matrix, units, place), effort);
        if (!radius) return std::nullopt;
        largest = std::max(largest, *radius);
    }
    return largest;
}

Matrix shifted(const Matrix& matrix, double keep, double gain) {
    Matrix diagonal(matrix.rows(), matrix.cols());
    diagonal.setIdentity();
    return keep * diagonal + gain * matrix;
}

}  // namespace limen::esn
