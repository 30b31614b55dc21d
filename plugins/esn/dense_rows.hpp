// All of W, zeros too: panels of rows, column by column, so that a column of a panel is a few vectors.
#pragma once

#include "esn/recurrence.hpp"
#include "esn/vectors.hpp"

namespace limen::esn {

template <class Real>
class DenseRows : public Recurrence<Real> {
public:
    explicit DenseRows(const SparseMatrix& W);
    void add(const Real* h, Real* sums, Rows rows) const override;
    void add_lanes(const Real* h, Real* sums, Rows rows) const override;
    double expected_ns(Rows rows) const override {
        return 0.01 * sizeof(Real) * rows.size() * static_cast<double>(x_columns);
    }
    std::uint64_t bytes() const override { return x_panels.size() * sizeof(Real); }

private:
    // Four sums on their way at once hide what an addition takes.
    static constexpr std::size_t panel_rows = 4 * in_longest_vector<Real>;
    const Real* panel(std::size_t row) const noexcept {
        return x_panels.data() + row / panel_rows * panel_rows * x_columns;
    }

    std::size_t x_columns;
    Aligned<Real> x_panels;  // panel, column, row
};

}  // namespace limen::esn
