// The square root of the largest eigenvalue of A^T A, by Spectra's Lanczos solver with a fixed start, or by Eigen.
#include "esn/spectral_norm.hpp"

#include <Spectra/SymEigsSolver.h>
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "esn/matrix_product.hpp"
#include "esn/power_iteration.hpp"

namespace limen::esn {

namespace {

using Matrix = Eigen::SparseMatrix<double, Eigen::RowMajor>;

class SquareProduct {
public:
    using Scalar = double;
    explicit SquareProduct(const Matrix& matrix)
        : x_transposed(matrix.transpose()), x_first(matrix), x_then(x_transposed), x_between(matrix.rows()) {}
    Eigen::Index rows() const { return x_transposed.rows(); }
    Eigen::Index cols() const { return rows(); }
    void perform_op(const double* x, double* y) const {
        x_first.perform_op(x, x_between.data());
        x_then.perform_op(x_between.data(), y);
    }

private:
    Matrix x_transposed;
    MatrixProduct x_first, x_then;
    mutable Eigen::VectorXd x_between;
};

// As for eigenvalues of W: what Spectra finds is checked.
bool is_eigenpair(const SquareProduct& product, double value, const Eigen::VectorXd& vector) {
    constexpr double tolerance = 1e-5;
    Eigen::VectorXd image(vector.size());
    product.perform_op(vector.data(), image.data());
    return value > 0 && (image - value * vector).norm() <= tolerance * value * vector.norm();
}

double dense_norm(const Matrix& matrix) {
    const Eigen::MatrixXd dense(matrix);
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(dense.transpose() * dense, Eigen::EigenvaluesOnly);
    return std::sqrt(std::max(0.0, solver.eigenvalues().maxCoeff()));
}

}  // namespace

std::optional<double> spectral_norm(const Matrix& matrix, const SolverEffort& effort) {
    constexpr Eigen::Index small = 100, largest_dense = 2000, wanted = 3, basis = 40;
    if (matrix.nonZeros() == 0) return 0;
    if (matrix.rows() < small) return dense_norm(matrix);
    SquareProduct product(matrix);
    Spectra::SymEigsSolver<SquareProduct> solver(product, wanted, basis);
    const Eigen::VectorXd start = Eigen::VectorXd::LinSpaced(matrix.rows(), 1, 2);
    solver.init(start.data());
    try {
        solver.compute(Spectra::SortRule::LargestAlge, effort.most_restarts, effort.tolerance);
        if (solver.info() == Spectra::CompInfo::Successful &&
            is_eigenpair(product, solver.eigenvalues()[0], solver.eigenvectors(1)))
            return std::sqrt(solver.eigenvalues()[0]);
    } catch (const std::runtime_error&) {
        // As if it had not converged.
    }
    if (const auto square = power_iteration(product)) return std::sqrt(*square);
    return matrix.rows() <= largest_dense ? std::optional(dense_norm(matrix)) : std::nullopt;
}

}  // namespace limen::esn
