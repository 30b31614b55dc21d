// Dense linear algebra for the tests; it takes long to compile, and is compiled once.
#pragma once

#include <Eigen/SparseCore>
#include <complex>
#include <span>

namespace limen::esn {

Eigen::MatrixXd dense(const Eigen::SparseMatrix<double, Eigen::RowMajor>&);
// Of values that lie row by row.
Eigen::MatrixXd from_rows(std::span<const double> values, Eigen::Index rows, Eigen::Index columns);
// 1 where an entry is not 0, and else 0.
Eigen::MatrixXd nonzeros(const Eigen::MatrixXd&);
Eigen::MatrixXd product(const Eigen::MatrixXd&, const Eigen::MatrixXd&);

// Whether the sizes and all entries are equal, or all entries equal one value.
bool same(const Eigen::MatrixXd&, const Eigen::MatrixXd&);
bool all_are(double value, const Eigen::MatrixXd&);

// The largest magnitude of an entry: of a matrix, its difference from another or from a number, and Q Q' - factor I.
double largest(const Eigen::MatrixXd&);
double largest_difference(const Eigen::MatrixXd&, const Eigen::MatrixXd&);
double furthest_from(double value, const Eigen::MatrixXd&);
double from_orthogonal(const Eigen::MatrixXd& Q, double factor = 1);

// Over all entries.
double mean(const Eigen::MatrixXd&);
double mean_square(const Eigen::MatrixXd&);

Eigen::MatrixXd row_sums(const Eigen::MatrixXd&);     // a column
Eigen::MatrixXd column_sums(const Eigen::MatrixXd&);  // a row

// That with the largest magnitude.
std::complex<double> largest_eigenvalue(const Eigen::MatrixXd&);
double determinant(const Eigen::MatrixXd&);
// The largest magnitude of an eigenvalue of keep I + gain W, and the largest singular value of W.
double dense_radius(const Eigen::MatrixXd& W, double keep = 0, double gain = 1);
double dense_norm(const Eigen::MatrixXd& W);

}  // namespace limen::esn
