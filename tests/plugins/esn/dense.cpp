// Dense linear algebra for the tests, by Eigen.
#include "dense.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <cmath>

namespace limen::esn {

using Eigen::MatrixXd;

MatrixXd dense(const Eigen::SparseMatrix<double, Eigen::RowMajor>& matrix) { return matrix.toDense(); }

MatrixXd from_rows(std::span<const double> values, Eigen::Index rows, Eigen::Index columns) {
    using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    return Eigen::Map<const RowMajor>(values.data(), rows, columns);
}

MatrixXd nonzeros(const MatrixXd& matrix) { return (matrix.array() != 0).cast<double>(); }

MatrixXd product(const MatrixXd& a, const MatrixXd& b) { return a * b; }

bool same(const MatrixXd& a, const MatrixXd& b) { return a.rows() == b.rows() && a.cols() == b.cols() && a == b; }

bool all_are(double value, const MatrixXd& matrix) { return (matrix.array() == value).all(); }

double largest(const MatrixXd& matrix) { return matrix.cwiseAbs().maxCoeff<Eigen::PropagateNaN>(); }

double largest_difference(const MatrixXd& a, const MatrixXd& b) { return largest(a - b); }

double furthest_from(double value, const MatrixXd& matrix) { return (matrix.array() - value).abs().maxCoeff(); }

double from_orthogonal(const MatrixXd& Q, double factor) {
    return largest_difference(product(Q, Q.transpose()), factor * MatrixXd::Identity(Q.rows(), Q.rows()));
}

double mean(const MatrixXd& matrix) { return matrix.mean(); }

double mean_square(const MatrixXd& matrix) { return matrix.cwiseAbs2().mean(); }

MatrixXd row_sums(const MatrixXd& matrix) { return matrix.rowwise().sum(); }

MatrixXd column_sums(const MatrixXd& matrix) { return matrix.colwise().sum(); }

std::complex<double> largest_eigenvalue(const MatrixXd& matrix) {
    const Eigen::VectorXcd eigenvalues = matrix.eigenvalues();
    Eigen::Index largest = 0;
    eigenvalues.cwiseAbs().maxCoeff(&largest);
    return eigenvalues[largest];
}

double determinant(const MatrixXd& matrix) { return Eigen::PartialPivLU<MatrixXd>(matrix).determinant(); }

double dense_radius(const MatrixXd& W, double keep, double gain) {
    return std::abs(largest_eigenvalue(keep * MatrixXd::Identity(W.rows(), W.cols()) + gain * W));
}

double dense_norm(const MatrixXd& W) {
    const Eigen::SelfAdjointEigenSolver<MatrixXd> squares(product(W.transpose(), W), Eigen::EigenvaluesOnly);
    return std::sqrt(squares.eigenvalues().maxCoeff());
}

}  // namespace limen::esn
