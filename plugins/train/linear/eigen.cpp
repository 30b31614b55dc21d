// Hands matrices to LAPACK.
#include "train/linear/eigen.hpp"

#include <cblas.h>
#include <fmt/format.h>
#include <lapacke.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

namespace limen::train {

namespace {

// OpenBLAS has one number for the whole program.
std::mutex x_mutex;
int x_users = 0, x_before = 1;

}  // namespace

OneBlasThread::OneBlasThread() {
    const std::lock_guard lock(x_mutex);
    if (x_users++ > 0) return;
    x_before = openblas_get_num_threads();
    openblas_set_num_threads(1);
}

OneBlasThread::~OneBlasThread() {
    const std::lock_guard lock(x_mutex);
    if (--x_users == 0) openblas_set_num_threads(x_before);
}

Eigen::VectorXd decompose(Eigen::MatrixXd& matrix) {
    Eigen::VectorXd values(matrix.rows());
    const auto n = static_cast<lapack_int>(matrix.rows());
    const lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'L', n, matrix.data(), n, values.data());
    if (info != 0) throw std::runtime_error(fmt::format("LAPACK's dsyevd gave up (info = {})", info));
    return values;
}

void triangularise(Eigen::MatrixXd& matrix) {
    const auto rows = static_cast<lapack_int>(matrix.rows()), columns = static_cast<lapack_int>(matrix.cols());
    Eigen::VectorXd factors(std::min(matrix.rows(), matrix.cols()));
    const lapack_int info = LAPACKE_dgeqrf(LAPACK_COL_MAJOR, rows, columns, matrix.data(), rows, factors.data());
    if (info != 0) throw std::runtime_error(fmt::format("LAPACK's dgeqrf gave up (info = {})", info));
}

SingularValues decompose_square(Eigen::MatrixXd matrix) {
    const Eigen::Index size = matrix.rows();
    SingularValues result{Eigen::MatrixXd(size, size), Eigen::VectorXd(size), Eigen::MatrixXd(size, size)};
    const auto n = static_cast<lapack_int>(size);
    const lapack_int info = LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'S', n, n, matrix.data(), n, result.values.data(),
                                           result.U.data(), n, result.Vt.data(), n);
    if (info != 0) throw std::runtime_error(fmt::format("LAPACK's dgesdd gave up (info = {})", info));
    return result;
}

Eigen::VectorXd singular_values(Eigen::MatrixXd matrix) {
    const auto rows = static_cast<lapack_int>(matrix.rows()), columns = static_cast<lapack_int>(matrix.cols());
    Eigen::VectorXd values(std::min(matrix.rows(), matrix.cols()));
    const lapack_int info = LAPACKE_dgesdd(LAPACK_COL_MAJOR, 'N', rows, columns, matrix.data(), rows, values.data(),
                                           nullptr, rows, nullptr, columns);
    if (info != 0) throw std::runtime_error(fmt::format("LAPACK's dgesdd gave up (info = {})", info));
    return values;
}

}  // namespace limen::train
