// Sliced rows for AVX-512, without a gather: a vector of neighbouring units reads its sources from a window of 32
// units, where one or two permutations of a few vectors pick any of them.
//
//   units of a slice      o . . o | . o . .      In each window the slice has as many slots as its fullest unit has
//   (16 or 8, one        . . o . | o . . o      sources in the window's first half; a unit with fewer takes sources of
//   for each lane)       o o . o | . . o .      the second half early, so that few slots are empty. Then the window
//                        first half second       moves on by half, 16 units.
//
// A slot is the number of its window, and a weight and a byte for each lane; where a lane is empty its weight is 0.
// Each unit takes its sources in order. A slice is one loop over slots, whose length a processor can foresee: with a
// loop for each window, and more windows than it can learn, wrong guesses took three times as long as all else.
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
    static constexpr std::size_t lanes = in_longest_vector<Real>;

    void lay_out_window(std::vector<SparseMatrix::InnerIterator>& next, std::size_t window);

    std::vector<std::uint64_t> x_begin;    // first slot of each slice, and the end of the last
    std::vector<std::uint16_t> x_windows;  // of each slot
    Aligned<Real> x_weights;               // slot, lane
    Aligned<std::uint8_t> x_places;        // within the window; slot, lane
    double x_slots_per_nonzero = 1;
    SparseRows<Real> x_rows;  // for trials side by side
};

}  // namespace limen::esn
