// A row at a time waits for its own sum, so four are on their way at once.
#include "esn/sparse_rows.hpp"

#include <algorithm>

#include "esn/vectors.hpp"
#include "limen/core/isa.hpp"

namespace limen::esn {

template <class Real>
SparseRows<Real>::SparseRows(const SparseMatrix& W) {
    x_begin.push_back(0);
    for (Eigen::Index row = 0; row < W.outerSize(); ++row) {
        for (SparseMatrix::InnerIterator entry(W, row); entry; ++entry) {
            x_columns.push_back(static_cast<std::uint16_t>(entry.col()));
            x_weights.push_back(static_cast<Real>(entry.value()));
        }
        x_begin.push_back(static_cast<std::uint32_t>(x_columns.size()));
    }
}

template <class Real>
void SparseRows<Real>::add(const Real* h, Real* sums, Rows rows) const {
    const std::uint16_t* columns = x_columns.data();
    const Real* weights = x_weights.data();
    const std::uint32_t* begin = x_begin.data();
    const auto add_from = [&](std::uint32_t k, std::uint32_t end, Real sum) {
        for (; k < end; ++k) sum += weights[k] * h[columns[k]];
        return sum;
    };
    std::uint32_t i = rows.first;
    for (; i + 4 <= rows.last; i += 4) {
        const std::uint32_t *b = begin + i, a0 = b[0], a1 = b[1], a2 = b[2], a3 = b[3];
        const std::uint32_t shortest = std::min(std::min(a1 - a0, a2 - a1), std::min(a3 - a2, b[4] - a3));
        Real s0 = sums[i], s1 = sums[i + 1], s2 = sums[i + 2], s3 = sums[i + 3];
        for (std::uint32_t k = 0; k < shortest; ++k) {
            s0 += weights[a0 + k] * h[columns[a0 + k]];
            s1 += weights[a1 + k] * h[columns[a1 + k]];
            s2 += weights[a2 + k] * h[columns[a2 + k]];
            s3 += weights[a3 + k] * h[columns[a3 + k]];
        }
        sums[i] = add_from(a0 + shortest, a1, s0);
        sums[i + 1] = add_from(a1 + shortest, a2, s1);
        sums[i + 2] = add_from(a2 + shortest, a3, s2);
        sums[i + 3] = add_from(a3 + shortest, b[4], s3);
    }
    for (; i < rows.last; ++i) sums[i] = add_from(begin[i], begin[i + 1], sums[i]);
}

template <class Real>
void SparseRows<Real>::add_lanes(const Real* h, Real* sums, Rows rows) const {
    vectorised_by_width([ =, columns = x_columns.data(), weights = x_weights.data(),
                          begin = x_begin.data() ](auto bytes) __attribute__((always_inline)) {
        constexpr std::size_t width = lane_group<Real>;
        using Lanes = Numbers<Real, width, bytes()>;
        for (std::uint32_t i = rows.first; i < rows.last; ++i) {
            Lanes sum = Lanes::load(sums + i * width);
            for (std::uint32_t k = begin[i]; k < begin[i + 1]; ++k) sum.add_product(weights[k], h + columns[k] * width);
            sum.store(sums + i * width);
        }
    });
}

template <class Real>
std::uint64_t SparseRows<Real>::bytes() const {
    return x_begin.size() * sizeof(std::uint32_t) + x_columns.size() * (sizeof(std::uint16_t) + sizeof(Real));
}

template class SparseRows<float>;
template class SparseRows<double>;

}  // namespace limen::esn
