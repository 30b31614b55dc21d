// Products, and their bits on any number of threads.
#include "esn/matrix_product.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>

#include "limen/core/parallel.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using limen::esn::MatrixProduct;

TEST_CASE("a product is that of the dense matrix, with the same bits for any number of threads") {
    for (const Eigen::Index n : {3, 500}) {  // 250,000 entries are worth sharing
        const Eigen::MatrixXd dense = Eigen::MatrixXd::Random(n, n);
        Eigen::SparseMatrix<double, Eigen::RowMajor> matrix = dense.sparseView();
        const Eigen::VectorXd x = Eigen::VectorXd::Random(n);
        const MatrixProduct product(matrix);
        CHECK(product.rows() == n);
        CHECK(product.cols() == n);
        set_threads(1);
        Eigen::VectorXd alone(n);
        product.perform_op(x.data(), alone.data());
        CHECK((alone - dense * x).cwiseAbs().maxCoeff() < 1e-12);
        for (const unsigned count : {2U, 8U}) {
            set_threads(count);
            Eigen::VectorXd shared(n);
            product.perform_op(x.data(), shared.data());
            CHECK(shared == alone);
        }
        set_threads(0);
    }
}
