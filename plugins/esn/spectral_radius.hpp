// The largest magnitude among the eigenvalues of a matrix.
#pragma once

#include <Eigen/SparseCore>
#include <optional>

namespace limen::esn {

// How exactly to solve, and how long to try.
struct SolverEffort {
    double tolerance = 1e-10;  // relative, of the eigenvalue; of matrices with over 10,000 rows 1e-6 at least
    int most_restarts = 300;
};

// Of a square matrix, complex pairs included; the same for the same matrix on any number of threads, because nothing in
// it is random. Nothing where neither Arnoldi nor power iterations converge and the matrix is too large for a dense
// decomposition (over 2,000 rows); exactly 0 for a nilpotent matrix.
std::optional<double> spectral_radius(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix,
                                      const SolverEffort& = {});

// keep I + gain matrix.
Eigen::SparseMatrix<double, Eigen::RowMajor> shifted(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix,
                                                     double keep, double gain);

}  // namespace limen::esn
