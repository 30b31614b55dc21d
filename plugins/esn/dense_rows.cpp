// A matrix times a vector, and times a few.
#include "esn/dense_rows.hpp"

#include "limen/core/isa.hpp"

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
    vectorised_by_width([ =, this ](auto bytes) __attribute__((always_inline)) {
        using Panel = Numbers<Real, panel_rows, bytes()>;
        for (std::size_t first = rows.first; first < rows.last; first += panel_rows) {
            const Real* column = panel(first);
            Panel sum = Panel::load(sums + first);
            for (std::size_t j = 0; j < x_columns; ++j, column += panel_rows) sum.add_product(h[j], column);
            sum.store(sums + first);
        }
    });
}

// Four units of all lanes at a time, so that a state is loaded once for four weights. The sums have room for the rows
// that fill the last panel.
template <class Real>
void DenseRows<Real>::add_lanes(const Real* h, Real* sums, Rows rows) const {
    vectorised_by_width([ =, this ](auto bytes) __attribute__((always_inline)) {
        constexpr std::size_t width = lane_group<Real>;
        using Lanes = Numbers<Real, width, bytes()>;
        for (std::size_t row = rows.first; row < rows.last; row += 4) {
            const Real* column = panel(row) + row % panel_rows;
            Real* const sum = sums + row * width;
            Lanes s0 = Lanes::load(sum), s1 = Lanes::load(sum + width), s2 = Lanes::load(sum + 2 * width),
                  s3 = Lanes::load(sum + 3 * width);
            for (std::size_t j = 0; j < x_columns; ++j, column += panel_rows) {
                const Real* const from = h + j * width;
                s0.add_product(column[0], from);
                s1.add_product(column[1], from);
                s2.add_product(column[2], from);
                s3.add_product(column[3], from);
            }
            s0.store(sum);
            s1.store(sum + width);
            s2.store(sum + 2 * width);
            s3.store(sum + 3 * width);
        }
    });
}

template class DenseRows<float>;
template class DenseRows<double>;

}  // namespace limen::esn
