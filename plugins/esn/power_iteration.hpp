// The largest eigenvalue of a matrix where a Krylov space is soon exhausted, as of a matrix of ones.
#pragma once

#include <Eigen/Core>
#include <cmath>
#include <optional>

namespace limen::esn {

// Of a product with perform_op(x, y) and rows(): the magnitude of its dominant eigenvalue, if it is real and well apart
// from the others; nothing if the vector still turns after many products.
template <class Product>
std::optional<double> power_iteration(const Product& product) {
    constexpr int most_products = 1000;
    constexpr double tolerance = 1e-10;
    Eigen::VectorXd x = Eigen::VectorXd::LinSpaced(product.rows(), 1, 2).normalized(), y(product.rows());
    for (int k = 0; k < most_products; ++k) {
        product.perform_op(x.data(), y.data());
        const double value = x.dot(y), length = y.norm();
        if (!(length > 0)) return std::nullopt;
        if ((y - value * x).norm() <= tolerance * std::fabs(value)) return std::fabs(value);
        x = y / length;
    }
    return std::nullopt;
}

}  // namespace limen::esn
