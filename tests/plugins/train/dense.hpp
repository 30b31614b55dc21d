// Dense linear algebra for the tests; it takes long to compile, and is compiled once.
#pragma once

#include <Eigen/Core>

namespace limen::train::test {

// Whether the sizes and all entries are equal.
bool same(const Eigen::MatrixXd&, const Eigen::MatrixXd&);

// The largest magnitude of an entry: of a matrix, of its difference from another, and of Q'Q - I.
double largest(const Eigen::MatrixXd&);
double largest_difference(const Eigen::MatrixXd&, const Eigen::MatrixXd&);
double from_orthogonal(const Eigen::MatrixXd& Q);

double mean_square(const Eigen::MatrixXd&);  // over all entries
Eigen::RowVectorXd column_means(const Eigen::MatrixXd&);
Eigen::RowVectorXd column_squares(const Eigen::MatrixXd&);  // sums of squares
// Each column without its mean.
Eigen::MatrixXd centred(const Eigen::MatrixXd&);
Eigen::MatrixXd plus_row(const Eigen::MatrixXd&, const Eigen::RowVectorXd& row);
Eigen::MatrixXd beside(const Eigen::MatrixXd& left, const Eigen::MatrixXd& right);

Eigen::MatrixXd product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
Eigen::MatrixXd transposed_product(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);  // a'b
Eigen::MatrixXd shifted(const Eigen::MatrixXd& A, double lambda);                        // A + lambda I

// Of symmetric matrices: the whole one of a lower triangle, V diag(values) V', ascending eigenvalues, the X of A X = B.
Eigen::MatrixXd mirrored(const Eigen::MatrixXd& lower);
Eigen::MatrixXd composed(const Eigen::MatrixXd& V, const Eigen::VectorXd& values);
Eigen::VectorXd symmetric_eigenvalues(const Eigen::MatrixXd& A);
Eigen::MatrixXd solve(const Eigen::MatrixXd& A, const Eigen::MatrixXd& B);

// The x with the least |A x - b|, by QR with pivots; and the largest magnitude of an eigenvalue.
Eigen::VectorXd least_squares(const Eigen::MatrixXd& A, const Eigen::VectorXd& b);
double spectral_radius(const Eigen::MatrixXd& A);

}  // namespace limen::train::test
