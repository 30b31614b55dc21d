// Eigenvalues of symmetric matrices, by LAPACK on one thread.
#pragma once

#include <Eigen/Core>

namespace limen::train {

// Keeps OpenBLAS to one thread: the order of its sums, and so the last bits of a result, would depend on their number.
void use_one_blas_thread();

// Ascending eigenvalues; `matrix`, of which the lower triangle counts, becomes the eigenvectors.
Eigen::VectorXd decompose(Eigen::MatrixXd& matrix);

}  // namespace limen::train
