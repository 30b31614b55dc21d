// Sliced rows for AVX-512, without a gather: a vector of neighbouring units reads its sources from a window of 32 units
// that lies in registers, where one or two permutations pick any of them.
//
//   units of a slice      o . . o | . o . .      In each window the slice has as many slots as its fullest unit has
//   (16 or 8, one        . . o . | o . . o      sources in the window's first half; a unit with fewer takes sources of
//   for each lane)       o o . o | . . o .      the second half early, so that few slots are empty. Then the window
//                        first half second       moves on by half, 16 units.
//
// A slot is a weight and a byte for each lane; empty ones have the weight 0. Each unit still takes its sources in
// order.
#pragma once

#include <vector>

#include "esn/sparse_rows.hpp"
#include "esn/vectors.hpp"

namespace limen::esn {

template <class Real>
class WindowedRows : public Recurrence<Real> {
public:
    explicit WindowedRows(const SparseMatrix& W);
    void add(const Real* h, Real* sums, Rows rows) const override;
    void add_lanes(const Real* h, Real* sums, Rows rows) const override { x_rows.add_lanes(h, sums, rows); }
    double expected_ns(Rows rows) const override;
    std::uint64_t bytes() const override;
    // Slots of all lanes for each nonzero: 1 would be perfect.
    double slots_per_nonzero() const noexcept { return x_slots_per_nonzero; }

private:
    static constexpr std::size_t lanes = in_vector<Real>;
    static constexpr std::size_t half = 16;  // of a window

    void lay_out_window(std::vector<SparseMatrix::InnerIterator>& next, Eigen::Index first);

    std::size_t x_windows;               // of each slice
    std::vector<std::uint8_t> x_counts;  // slots of each window, slice by slice
    std::vector<std::uint64_t> x_begin;  // first slot of each slice
    Aligned<Real> x_weights;             // slot, lane
    Aligned<std::uint8_t> x_places;      // within the window; slot, lane
    double x_slots_per_nonzero = 1;
    SparseRows<Real> x_rows;  // for trials side by side
};

}  // namespace limen::esn
