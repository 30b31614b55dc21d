// Features of the second order.
#pragma once

#include <Eigen/Core>

namespace limen::train {

// How many columns with_products() makes of so many.
constexpr Eigen::Index count_with_products(Eigen::Index features) { return features + features * (features + 1) / 2; }

// Throws ParameterError("record") where a matrix of so many samples and features is larger than the memory.
void refuse_too_many_features(std::size_t samples, double features);

// Throws ParameterError("order") where they would be more than can be learnt from.
void refuse_too_many_products(Eigen::Index features);

// The columns themselves, then the products of the first with all from itself on, of the second with all from itself
// on, ...
template <class Matrix>
Matrix with_products(const Matrix& features) {
    const Eigen::Index n = features.cols();
    Matrix all(features.rows(), count_with_products(n));
    all.leftCols(n) = features;
    Eigen::Index column = n;
    for (Eigen::Index j = 0; j < n; ++j)
        for (Eigen::Index k = j; k < n; ++k) all.col(column++) = features.col(j).cwiseProduct(features.col(k));
    return all;
}

}  // namespace limen::train
