// A matrix times a vector, and times a few.
#include "esn/dense_rows.hpp"

#include "limen/isa.hpp"

namespace limen::esn {

template <class Real>
DenseRows<Real>::DenseRows(const SparseMatrix& W)
    : x_columns(static_cast<std::size_t>(W.cols())),
      x_panels(padded(static_cast<std::size_t>(W.rows())) * static_cast<std::size_t>(W.cols())) {
    for (Eigen::Index row = 0; row < W.outerSize(); ++row) {
        const auto i = static_cast<std::size_t>(row);
        Real* const to = x_panels.data() + i / panel_rows * panel_rows * x_columns + i % panel_rows;
        for (SparseMatrix::InnerIterator entry(W, row); entry; ++entry)
            to[static_cast<std::size_t>(entry.col()) * panel_rows] = static_cast<Real>(entry.value());
    }
}

template <class Real>
void DenseRows<Real>::add(const Real* h, Real* sums, Rows rows) const {
    vectorised([ =, this ]() __attribute__((always_inline)) {
        constexpr std::size_t v = in_vector<Real>;
        for (std::size_t first = rows.first; first < rows.last; first += panel_rows) {
            const Real* column = panel(first);
            Real* const sum = sums + first;
            Vector<Real> s0 = vector_at(sum), s1 = vector_at(sum + v), s2 = vector_at(sum + 2 * v),
                         s3 = vector_at(sum + 3 * v);
            for (std::size_t j = 0; j < x_columns; ++j, column += panel_rows) {
                s0 += h[j] * vector_at(column);
                s1 += h[j] * vector_at(column + v);
                s2 += h[j] * vector_at(column + 2 * v);
                s3 += h[j] * vector_at(column + 3 * v);
            }
            vector_at(sum) = s0;
            vector_at(sum + v) = s1;
            vector_at(sum + 2 * v) = s2;
            vector_at(sum + 3 * v) = s3;
        }
    });
}

// Four units of all lanes at a time, so that a state is loaded once for four weights. The sums have room for the rows
// that fill the last panel.
template <class Real>
void DenseRows<Real>::add_lanes(const Real* h, Real* sums, Rows rows) const {
    vectorised([ =, this ]() __attribute__((always_inline)) {
        constexpr std::size_t width = lane_group<Real>, v = in_vector<Real>, at_once = 4;
        for (std::size_t row = rows.first; row < rows.last; row += at_once) {
            const Real* column = panel(row) + row % panel_rows;
            Real* const sum = sums + row * width;
            Vector<Real> s[at_once][2];
#pragma GCC unroll 4
            for (std::size_t r = 0; r < at_once; ++r)
                s[r][0] = vector_at(sum + r * width), s[r][1] = vector_at(sum + r * width + v);
            for (std::size_t j = 0; j < x_columns; ++j, column += panel_rows) {
                const Vector<Real> h0 = vector_at(h + j * width), h1 = vector_at(h + j * width + v);
#pragma GCC unroll 4
                for (std::size_t r = 0; r < at_once; ++r) s[r][0] += column[r] * h0, s[r][1] += column[r] * h1;
            }
#pragma GCC unroll 4
            for (std::size_t r = 0; r < at_once; ++r)
                vector_at(sum + r * width) = s[r][0], vector_at(sum + r * width + v) = s[r][1];
        }
    });
}

template class DenseRows<float>;
template class DenseRows<double>;

}  // namespace limen::esn
