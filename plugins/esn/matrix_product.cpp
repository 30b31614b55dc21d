// Cuts a product into blocks of rows where it is worth a second thread.
#include "esn/matrix_product.hpp"

#include <algorithm>

#include "limen/core/parallel.hpp"

namespace limen::esn {

namespace {

// Four sums, so that an addition need not wait for the one before it.
double dot(const double* values, const int* columns, int count, const double* x) {
    double a = 0, b = 0, c = 0, d = 0;
    int k = 0;
    for (; k + 4 <= count; k += 4) {
        a += values[k] * x[columns[k]];
        b += values[k + 1] * x[columns[k + 1]];
        c += values[k + 2] * x[columns[k + 2]];
        d += values[k + 3] * x[columns[k + 3]];
    }
    for (; k < count; ++k) a += values[k] * x[columns[k]];
    return (a + b) + (c + d);
}

}  // namespace

void MatrixProduct::perform_op(const double* x, double* y) const {
    const int* const starts = x_matrix.outerIndexPtr();
    const auto multiply = [&](Eigen::Index first, Eigen::Index last) {
        for (Eigen::Index row = first; row < last; ++row)
            y[row] = dot(x_matrix.valuePtr() + starts[row], x_matrix.innerIndexPtr() + starts[row],
                         starts[row + 1] - starts[row], x);
    };
    constexpr Eigen::Index worth_sharing = 100'000, blocks = 16;
    if (x_matrix.nonZeros() < worth_sharing) return multiply(0, rows());
    parallel_for(static_cast<std::size_t>(blocks), [&](std::size_t b) {
        const auto block = static_cast<Eigen::Index>(b);
        multiply(rows() * block / blocks, rows() * (block + 1) / blocks);
    });
}

}  // namespace limen::esn
