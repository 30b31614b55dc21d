// Lays out the slots, and walks through them: with permutations under AVX-512, with plain loads elsewhere.
#include "esn/windowed_rows.hpp"

#include <algorithm>

#include "limen/core/isa.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace limen::esn {

namespace {

constexpr std::size_t half = 16;  // of a window

// The slots of one slice.
template <class Real>
struct Slots {
    std::size_t count;
    const std::uint16_t* windows;
    const Real* weights;
    const std::uint8_t* places;
};

template <class Real>
[[gnu::always_inline]] inline void add_slice(Slots<Real> slots, const Real* h, Real* sums) {
    constexpr std::size_t lanes = in_longest_vector<Real>;
    Real sum[lanes];
    for (std::size_t lane = 0; lane < lanes; ++lane) sum[lane] = sums[lane];
    for (std::size_t n = 0; n < slots.count; ++n, slots.weights += lanes, slots.places += lanes) {
        const Real* const window = h + slots.windows[n] * half;
        for (std::size_t lane = 0; lane < lanes; ++lane) sum[lane] += slots.weights[lane] * window[slots.places[lane]];
    }
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] = sum[lane];
}

#if defined(__x86_64__) && defined(__GNUC__)

#define LIMEN_AVX512 [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl"), gnu::always_inline]] inline

// The sums of a slice with its slot n added.
LIMEN_AVX512 __m512 with_slot(__m512 sum, const Slots<float>& slots, std::size_t n, const float* h) {
    const float* const window = h + slots.windows[n] * half;
    const __m512i place = _mm512_cvtepu8_epi32(_mm_load_si128(reinterpret_cast<const __m128i*>(slots.places + 16 * n)));
    const __m512 from = _mm512_permutex2var_ps(_mm512_load_ps(window), place, _mm512_load_ps(window + 16));
    return _mm512_add_ps(sum, _mm512_mul_ps(from, _mm512_load_ps(slots.weights + 16 * n)));
}

LIMEN_AVX512 __m512d with_slot(__m512d sum, const Slots<double>& slots, std::size_t n, const double* h) {
    const double* const window = h + slots.windows[n] * half;
    const __m512i place = _mm512_cvtepu8_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(slots.places + 8 * n)));
    const __m512d low = _mm512_permutex2var_pd(_mm512_load_pd(window), place, _mm512_load_pd(window + 8));
    const __m512d high = _mm512_permutex2var_pd(_mm512_load_pd(window + 16), place, _mm512_load_pd(window + 24));
    const __m512d from = _mm512_mask_blend_pd(_mm512_test_epi64_mask(place, _mm512_set1_epi64(16)), low, high);
    return _mm512_add_pd(sum, _mm512_mul_pd(from, _mm512_load_pd(slots.weights + 8 * n)));
}

LIMEN_AVX512 __m512 load(const float* p) { return _mm512_load_ps(p); }
LIMEN_AVX512 __m512d load(const double* p) { return _mm512_load_pd(p); }
LIMEN_AVX512 void store(float* p, __m512 v) { _mm512_store_ps(p, v); }
LIMEN_AVX512 void store(double* p, __m512d v) { _mm512_store_pd(p, v); }

#undef LIMEN_AVX512

// Two slices at once: a sum waits for the addition before it, and there is time for another's.
template <class Real>
[[gnu::target("avx512f,avx512bw,avx512dq,avx512vl")]] void add_two_slices_avx512(const Slots<Real>& a,
                                                                                 const Slots<Real>& b, const Real* h,
                                                                                 Real* sums) {
    auto sum_a = load(sums), sum_b = load(sums + in_longest_vector<Real>);
    const std::size_t both = std::min(a.count, b.count);
    for (std::size_t n = 0; n < both; ++n) {
        sum_a = with_slot(sum_a, a, n, h);
        sum_b = with_slot(sum_b, b, n, h);
    }
    for (std::size_t n = both; n < a.count; ++n) sum_a = with_slot(sum_a, a, n, h);
    for (std::size_t n = both; n < b.count; ++n) sum_b = with_slot(sum_b, b, n, h);
    store(sums, sum_a);
    store(sums + in_longest_vector<Real>, sum_b);
}

#endif

}  // namespace

template <class Real>
WindowedRows<Real>::WindowedRows(const SparseMatrix& W) : x_rows(W) {
    const auto units = static_cast<std::size_t>(W.rows());
    x_begin.push_back(0);
    for (std::size_t first = 0; first < padded(units); first += lanes) {
        std::vector<SparseMatrix::InnerIterator> next;
        next.reserve(lanes);
        for (std::size_t unit = first; unit < std::min(first + lanes, units); ++unit)
            next.emplace_back(W, static_cast<Eigen::Index>(unit));
        for (std::size_t w = 0; w * half < units; ++w) lay_out_window(next, w);
        x_begin.push_back(x_windows.size());
    }
    if (W.nonZeros() > 0)
        x_slots_per_nonzero = static_cast<double>(x_places.size()) / static_cast<double>(W.nonZeros());
}

template <class Real>
void WindowedRows<Real>::lay_out_window(std::vector<SparseMatrix::InnerIterator>& next, std::size_t window) {
    constexpr auto step = static_cast<Eigen::Index>(half);
    const auto first = static_cast<Eigen::Index>(window * half);
    std::size_t slots = 0;
    for (const SparseMatrix::InnerIterator& source : next) {
        std::size_t due = 0;
        for (SparseMatrix::InnerIterator ahead = source; ahead && ahead.col() < first + step; ++ahead) ++due;
        slots = std::max(slots, due);
    }
    x_windows.insert(x_windows.end(), slots, static_cast<std::uint16_t>(window));
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
        const std::size_t first = x_begin[slice];
        return Slots<Real>{x_begin[slice + 1] - first, x_windows.data() + first, x_weights.data() + first * lanes,
                           x_places.data() + first * lanes};
    };
    const std::size_t first = rows.first / lanes, last = (rows.last + lanes - 1) / lanes;
#if defined(__x86_64__) && defined(__GNUC__)
    if (isa() == Isa::avx512) {
        // There are slices for whole groups of units, so the number is even.
        for (std::size_t slice = first; slice < last; slice += 2)
            add_two_slices_avx512(slots_of(slice), slots_of(slice + 1), h, sums + slice * lanes);
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
    return (sizeof(Real) == sizeof(float) ? 0.6 : 0.8) * static_cast<double>(x_begin[last] - x_begin[first]);
}

template <class Real>
std::uint64_t WindowedRows<Real>::bytes() const {
    return x_windows.size() * sizeof(std::uint16_t) + x_begin.size() * sizeof(std::uint64_t) +
           x_places.size() * (sizeof(Real) + 1) + x_rows.bytes();
}

template class WindowedRows<float>;
template class WindowedRows<double>;

}  // namespace limen::esn
