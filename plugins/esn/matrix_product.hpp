// What Spectra's solvers ask of a matrix: its products with vectors.
#pragma once

#include <Eigen/SparseCore>

namespace limen::esn {

// y = A x, rows in parallel; each row's sum has the order of its entries, so threads change no bit. The matrix is
// compressed, and outlives it.
class MatrixProduct {
public:
    using Scalar = double;
    explicit MatrixProduct(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix) : x_matrix(matrix) {}
    Eigen::Index rows() const { return x_matrix.rows(); }
    Eigen::Index cols() const { return x_matrix.cols(); }
    void perform_op(const double* x, double* y) const;

private:
    const Eigen::SparseMatrix<double, Eigen::RowMajor>& x_matrix;
};

}  // namespace limen::esn
