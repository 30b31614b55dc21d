// LAPACK's dsyevd.
#include "train/eigen.hpp"

#include <cblas.h>
#include <fmt/format.h>
#include <lapacke.h>

#include <stdexcept>

namespace limen::train {

void use_one_blas_thread() { openblas_set_num_threads(1); }

Eigen::VectorXd decompose(Eigen::MatrixXd& matrix) {
    Eigen::VectorXd values(matrix.rows());
    const auto n = static_cast<lapack_int>(matrix.rows());
    const lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', n, matrix.data(), n, values.data());
    if (info != 0) throw std::runtime_error(fmt::format("LAPACK's dsyevd gave up (info = {})", info));
    return values;
}

}  // namespace limen::train
