// W h of a ring: no matrix, a few shifts of h.
#pragma once

#include "esn/recurrence.hpp"

namespace limen::esn {

template <class Real>
class RingRows : public Recurrence<Real> {
public:
    explicit RingRows(const Ring& ring) : x_ring(ring) {}
    void add(const Real* h, Real* sums, Rows rows) const override { add_shifts(h, sums, rows, 1); }
    void add_lanes(const Real* h, Real* sums, Rows rows) const override;
    double expected_ns(Rows rows) const override { return 0.1 * rows.size(); }
    std::uint64_t bytes() const override { return sizeof(*this); }

private:
    void add_shifts(const Real* h, Real* sums, Rows rows, std::size_t width) const;

    Ring x_ring;
};

}  // namespace limen::esn
