// The largest singular value of a matrix.
#pragma once

#include <Eigen/SparseCore>
#include <optional>

#include "esn/spectral_radius.hpp"

namespace limen::esn {

// The norm |A|_2, by which a product with A makes a vector longer at most. The same for the same matrix on any number
// of threads. Nothing where neither Lanczos nor power iterations converge and the matrix is too large for a dense
// decomposition (over 2,000 rows). The effort is that of its square.
std::optional<double> spectral_norm(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix,
                                    const SolverEffort& = {});

}  // namespace limen::esn
