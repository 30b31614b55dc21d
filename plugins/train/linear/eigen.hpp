// Decompositions of matrices, by LAPACK on one thread.
#pragma once

#include <Eigen/Core>

namespace limen::train {

// Keeps OpenBLAS, which takes Eigen's large products too, to one thread while it lives: the order of its sums, and so
// the last bits of a result, would depend on their number. When the last of them is gone, the program has the number
// back that it had. Any thread.
class OneBlasThread {
public:
    OneBlasThread();
    ~OneBlasThread();
    OneBlasThread(const OneBlasThread&) = delete;
    OneBlasThread& operator=(const OneBlasThread&) = delete;
};

// Ascending eigenvalues; `matrix`, of which the lower triangle counts, becomes the eigenvectors.
Eigen::VectorXd decompose(Eigen::MatrixXd& matrix);

// Leaves the R of its QR decomposition in the upper triangle.
void triangularise(Eigen::MatrixXd& matrix);

// matrix = U diag(values) Vt, of a square matrix.
struct SingularValues {
    Eigen::MatrixXd U;
    Eigen::VectorXd values;
    Eigen::MatrixXd Vt;
};
SingularValues decompose_square(Eigen::MatrixXd matrix);

// Descending, of a matrix of any shape.
Eigen::VectorXd singular_values(Eigen::MatrixXd matrix);

}  // namespace limen::train
