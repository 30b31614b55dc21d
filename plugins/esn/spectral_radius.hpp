// The largest magnitude among the eigenvalues of a matrix.
#pragma once

#include <Eigen/SparseCore>

namespace limen::esn {

// Of a square matrix, complex pairs included; the same for the same matrix, because nothing in it is random. Uses
// Arnoldi iterations where they converge, and a dense decomposition for small matrices and where they do not.
double spectral_radius(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix);

}  // namespace limen::esn
