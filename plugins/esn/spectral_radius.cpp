// Spectra's Arnoldi solver with a fixed start, or Eigen's dense one.
#include "esn/spectral_radius.hpp"

#include <Spectra/GenEigsSolver.h>
#include <Spectra/MatOp/SparseGenMatProd.h>
#include <Eigen/Eigenvalues>

namespace limen::esn {

namespace {

double dense_radius(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix) {
    return Eigen::MatrixXd(matrix).eigenvalues().cwiseAbs().maxCoeff();
}

}  // namespace

double spectral_radius(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix) {
    constexpr Eigen::Index small = 100, wanted = 6, basis = 60, most_restarts = 300;
    constexpr double tolerance = 1e-10;
    if (matrix.rows() == 0) return 0;
    if (matrix.rows() < small) return dense_radius(matrix);
    Spectra::SparseGenMatProd<double, Eigen::RowMajor> product(matrix);
    Spectra::GenEigsSolver<decltype(product)> solver(product, wanted, basis);
    const Eigen::VectorXd start = Eigen::VectorXd::LinSpaced(matrix.rows(), 1, 2);
    solver.init(start.data());
    try {
        solver.compute(Spectra::SortRule::LargestMagn, most_restarts, tolerance);
    } catch (const std::runtime_error&) {
        return dense_radius(matrix);
    }
    if (solver.info() != Spectra::CompInfo::Successful) return dense_radius(matrix);
    return solver.eigenvalues().cwiseAbs().maxCoeff();
}

}  // namespace limen::esn
