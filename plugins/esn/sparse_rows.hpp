// Compressed rows with 16-bit columns, unit by unit: for few nonzeros, and for trials side by side.
#pragma once

#include <vector>

#include "esn/recurrence.hpp"

namespace limen::esn {

template <class Real>
class SparseRows : public Recurrence<Real> {
public:
    explicit SparseRows(const SparseMatrix& W);
    void add(const Real* h, Real* sums, Rows rows) const override;
    void add_lanes(const Real* h, Real* sums, Rows rows) const override;
    double expected_ns(Rows rows) const override { return 0.3 * (x_begin[rows.last] - x_begin[rows.first]); }
    std::uint64_t bytes() const override;

private:
    std::vector<std::uint32_t> x_begin;  // of each row, and the end of the last
    std::vector<std::uint16_t> x_columns;
    std::vector<Real> x_weights;
};

}  // namespace limen::esn
