// Lays out the slots, and walks through them: with permutations under AVX-512, with plain loads elsewhere.
#include "esn/windowed_rows.hpp"

#include <algorithm>

#include "limen/isa.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace limen::esn {

namespace {

// What a kernel needs of one slice.
template <class Real>
struct Slots {
    const std::uint8_t* counts;  // of each window
    std::size_t windows;
    const Real* weights;
    const std::uint8_t* places;
};

template <class Real>
[[gnu::always_inline]] inline void add_slice(Slots<Real> slots, const Real* h, Real* sums) {
    constexpr std::size_t lanes = in_vector<Real>, half = 16;
    Real sum[lanes];
    for (std::size_t lane = 0; lane < lanes; ++lane) sum[lane] = sums[lane];
    for (std::size_t w = 0; w < slots.windows; ++w, h += half)
        for (std::size_t n = slots.counts[w]; n > 0; --n, slots.weights += lanes, slots.places += lanes)
            for (std::size_t lane = 0; lane < lanes; ++lane) sum[lane] += slots.weights[lane] * h[slots.places[lane]];
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] = sum[lane];
}

#if defined(__x86_64__) && defined(__GNUC__)

[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] void add_slice_avx512(Slots<float> slots, const float* h,
                                                                            float* sums) {
    __m512 sum = _mm512_load_ps(sums), low = _mm512_load_ps(h);
    for (std::size_t w = 0; w < slots.windows; ++w) {
        const __m512 high = _mm512_load_ps(h += 16);
        for (std::size_t n = slots.counts[w]; n > 0; --n, slots.weights += 16, slots.places += 16) {
            const __m512i place = _mm512_cvtepu8_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(slots.places)));
            const __m512 from = _mm512_permutex2var_ps(low, place, high);
            sum = _mm512_add_ps(sum, _mm512_mul_ps(from, _mm512_load_ps(slots.weights)));
        }
        low = high;
    }
    _mm512_store_ps(sums, sum);
}

[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] void add_slice_avx512(Slots<double> slots, const double* h,
                                                                            double* sums) {
    const __m512i second_half = _mm512_set1_epi64(16);
    __m512d sum = _mm512_load_pd(sums), a = _mm512_load_pd(h), b = _mm512_load_pd(h + 8);
    for (std::size_t w = 0; w < slots.windows; ++w) {
        const __m512d c = _mm512_load_pd(h += 16), d = _mm512_load_pd(h + 8);
        for (std::size_t n = slots.counts[w]; n > 0; --n, slots.weights += 8, slots.places += 8) {
            const __m512i place = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(slots.places)));
            const __m512d low = _mm512_permutex2var_pd(a, place, b), high = _mm512_permutex2var_pd(c, place, d);
            const __m512d from = _mm512_mask_blend_pd(_mm512_test_epi64_mask(place, second_half), low, high);
            sum = _mm512_add_pd(sum, _mm512_mul_pd(from, _mm512_load_pd(slots.weights)));
        }
        a = c, b = d;
    }
    _mm512_store_pd(sums, sum);
}

#endif

}  // namespace

template <class Real>
WindowedRows<Real>::WindowedRows(const SparseMatrix& W)
    : x_windows((static_cast<std::size_t>(W.cols()) + half - 1) / half), x_rows(W) {
    const auto units = static_cast<std::size_t>(W.rows());
    x_begin.push_back(0);
    for (std::size_t first = 0; first < padded(units); first += lanes) {
        std::vector<SparseMatrix::InnerIterator> next;
        next.reserve(lanes);
        for (std::size_t unit = first; unit < std::min(first + lanes, units); ++unit)
            next.emplace_back(W, static_cast<Eigen::Index>(unit));
        for (std::size_t w = 0; w < x_windows; ++w) lay_out_window(next, static_cast<Eigen::Index>(w * half));
        x_begin.push_back(x_places.size() / lanes);
    }
    if (W.nonZeros() > 0)
        x_slots_per_nonzero = static_cast<double>(x_places.size()) / static_cast<double>(W.nonZeros());
}

template <class Real>
void WindowedRows<Real>::lay_out_window(std::vector<SparseMatrix::InnerIterator>& next, Eigen::Index first) {
    constexpr auto step = static_cast<Eigen::Index>(half);
    std::size_t slots = 0;
    for (const SparseMatrix::InnerIterator& source : next) {
        std::size_t due = 0;
        for (SparseMatrix::InnerIterator ahead = source; ahead && ahead.col() < first + step; ++ahead) ++due;
        slots = std::max(slots, due);
    }
    x_counts.push_back(static_cast<std::uint8_t>(slots));
    for (std::size_t slot = 0; slot < slots; ++slot)
        for (std::size_t lane = 0; lane < lanes; ++lane) {
            const bool used = lane < next.size() && next[lane] && next[lane].col() < first + 2 * step;
            x_weights.push_back(used ? static_cast<Real>(next[lane].value()) : Real{0});
            x_places.push_back(used ? static_cast<std::uint8_t>(next[lane].col() - first) : std::uint8_t{0});
            if (used) ++next[lane];
        }
}

template <class Real>
void WindowedRows<Real>::add(const Real* h, Real* sums, Rows rows) const {
    const auto slots_of = [this](std::size_t slice) {
        const std::size_t first = x_begin[slice] * lanes;
        return Slots<Real>{x_counts.data() + slice * x_windows, x_windows, x_weights.data() + first,
                           x_places.data() + first};
    };
    const std::size_t first = rows.first / lanes, last = (rows.last + lanes - 1) / lanes;
#if defined(__x86_64__) && defined(__GNUC__)
    if (isa() == Isa::avx512) {
        for (std::size_t slice = first; slice < last; ++slice)
            add_slice_avx512(slots_of(slice), h, sums + slice * lanes);
        return;
    }
#endif
    vectorised([=]() __attribute__((always_inline)) {
        for (std::size_t slice = first; slice < last; ++slice) add_slice(slots_of(slice), h, sums + slice * lanes);
    });
}

template <class Real>
double WindowedRows<Real>::expected_ns(Rows rows) const {
    const std::size_t first = rows.first / lanes, last = (rows.last + lanes - 1) / lanes;
    return 0.8 * static_cast<double>(x_begin[last] - x_begin[first]) +
           0.5 * static_cast<double>((last - first) * x_windows);
}

template <class Real>
std::uint64_t WindowedRows<Real>::bytes() const {
    return x_counts.size() + x_begin.size() * sizeof(std::uint64_t) + x_places.size() * (sizeof(Real) + 1) +
           x_rows.bytes();
}

template class WindowedRows<float>;
template class WindowedRows<double>;

}  // namespace limen::esn
