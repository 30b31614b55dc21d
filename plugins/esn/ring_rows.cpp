// The terms of unit i come in the order i - l (jump), i - 1, i + 1 (feedback), i + l (jump), as in a matrix; at the
// ring's seam they are taken one by one.
#include "esn/ring_rows.hpp"

#include <algorithm>

#include "esn/vectors.hpp"
#include "limen/core/isa.hpp"

namespace limen::esn {

namespace {

// sums[e] += weight h[e + shift], for elements first to last - 1.
template <class Real>
void add_shifted(const Real* h, Real* sums, Real weight, std::int64_t first, std::int64_t last, std::int64_t shift) {
    vectorised([=]() __attribute__((always_inline)) {
#pragma GCC ivdep
        for (std::int64_t e = first; e < last; ++e) sums[e] += weight * h[e + shift];
    });
}

}  // namespace

template <class Real>
void RingRows<Real>::add_shifts(const Real* h, Real* sums, Rows rows, std::size_t width) const {
    const auto w = static_cast<std::int64_t>(width);
    const std::int64_t n = x_ring.size, first = rows.first, last = std::min<std::int64_t>(rows.last, n);
    const std::int64_t jump_length = x_ring.jump_length;
    const auto weight = static_cast<Real>(x_ring.weight), feedback = static_cast<Real>(x_ring.feedback),
               jump = static_cast<Real>(x_ring.jump);
    const auto add_one = [&](std::int64_t unit, std::int64_t from, Real factor) {
        if (unit >= first && unit < last) add_shifted(h, sums, factor, unit * w, (unit + 1) * w, (from - unit) * w);
    };
    const std::int64_t jumps = jump_length == 0 ? 0 : n / jump_length;
    const bool around = jumps > 0 && n % jump_length == 0;  // the last jump leads to unit 0
    const std::int64_t from = jumps == 0 ? 0 : (first + jump_length - 1) / jump_length;
    if (around) add_one(n - jump_length, 0, jump);
    for (std::int64_t k = std::max<std::int64_t>(from, 1); jumps > 0 && k * jump_length < last; ++k)
        add_one(k * jump_length, (k - 1) * jump_length, jump);
    add_shifted(h, sums, weight, std::max<std::int64_t>(first, 1) * w, last * w, -w);
    if (feedback != 0) add_shifted(h, sums, feedback, first * w, std::min(last, n - 1) * w, w);
    for (std::int64_t k = from; jumps > 0 && k * jump_length < std::min(last, n - jump_length); ++k)
        add_one(k * jump_length, (k + 1) * jump_length, jump);
    if (around) add_one(0, n - jump_length, jump);
    if (x_ring.closed) add_one(0, n - 1, weight);
}

template <class Real>
void RingRows<Real>::add_lanes(const Real* h, Real* sums, Rows rows) const {
    add_shifts(h, sums, rows, lane_group<Real>);
}

template class RingRows<float>;
template class RingRows<double>;

}  // namespace limen::esn
