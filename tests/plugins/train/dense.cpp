// Dense linear algebra for the tests, by Eigen.
#include "dense.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>

namespace limen::train::test {

using Eigen::MatrixXd;

bool same(const MatrixXd& a, const MatrixXd& b) { return a.rows() == b.rows() && a.cols() == b.cols() && a == b; }

double largest(const MatrixXd& matrix) { return matrix.cwiseAbs().maxCoeff<Eigen::PropagateNaN>(); }

double largest_difference(const MatrixXd& a, const MatrixXd& b) { return largest(a - b); }

double from_orthogonal(const MatrixXd& Q) {
    return largest_difference(transposed_product(Q, Q), MatrixXd::Identity(Q.cols(), Q.cols()));
}

double mean_square(const MatrixXd& matrix) { return matrix.cwiseAbs2().mean(); }

Eigen::RowVectorXd column_means(const MatrixXd& matrix) { return matrix.colwise().mean(); }

Eigen::RowVectorXd column_squares(const MatrixXd& matrix) { return matrix.colwise().squaredNorm(); }

MatrixXd centred(const MatrixXd& matrix) { return plus_row(matrix, -column_means(matrix)); }

MatrixXd plus_row(const MatrixXd& matrix, const Eigen::RowVectorXd& row) { return matrix.rowwise() + row; }

MatrixXd beside(const MatrixXd& left, const MatrixXd& right) {
    MatrixXd both(left.rows(), left.cols() + right.cols());
    both << left, right;
    return both;
}

MatrixXd product(const MatrixXd& a, const MatrixXd& b) { return a * b; }

MatrixXd transposed_product(const MatrixXd& a, const MatrixXd& b) { return product(a.transpose(), b); }

MatrixXd shifted(const MatrixXd& A, double lambda) { return A + lambda * MatrixXd::Identity(A.rows(), A.cols()); }

MatrixXd mirrored(const MatrixXd& lower) { return lower.selfadjointView<Eigen::Lower>(); }

MatrixXd composed(const MatrixXd& V, const Eigen::VectorXd& values) {
    return product(V * values.asDiagonal(), V.transpose());
}

Eigen::VectorXd symmetric_eigenvalues(const MatrixXd& A) {
    return Eigen::SelfAdjointEigenSolver<MatrixXd>(A, Eigen::EigenvaluesOnly).eigenvalues();
}

MatrixXd solve(const MatrixXd& A, const MatrixXd& B) { return A.ldlt().solve(B); }

Eigen::VectorXd least_squares(const Eigen::MatrixXd& A, const Eigen::VectorXd& b) {
    return A.colPivHouseholderQr().solve(b);
}

double spectral_radius(const Eigen::MatrixXd& A) { return A.eigenvalues().cwiseAbs().maxCoeff(); }

}  // namespace limen::train::test
