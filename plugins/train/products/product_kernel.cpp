// The kernel for AVX-512, AVX2 with FMA, and neither.
//
// Each element of c gets one sum of its own, sum_k fma(a, b, sum), which is added at the end; a fused multiply-add
// rounds once wherever it runs, so all three give the same bits.
#include "train/products/product_kernel.hpp"

#include <cmath>

#include "limen/core/isa.hpp"
#include "train/products/product.hpp"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define LIMEN_KERNEL_AVX2 [[gnu::target("avx2,fma")]]
#define LIMEN_KERNEL_AVX512 [[gnu::target("avx512f")]]
#endif

namespace limen::train {

namespace {

template <class T>
void multiply_plain(std::size_t rows, const PanelProduct<T>& p) {
    for (std::size_t row = 0; row < rows; ++row) {
        T sums[panel_columns<T>] = {};
        for (std::size_t k = 0; k < p.k; ++k)
            for (std::size_t j = 0; j < panel_columns<T>; ++j)
                sums[j] = std::fma(p.a[row * p.a_row + k * p.a_step], p.b[k * panel_columns<T> + j], sums[j]);
        T* c = p.c + row * p.c_row;
        for (std::size_t j = 0; j < panel_columns<T>; ++j) c[j] = p.add ? c[j] + sums[j] : sums[j];
    }
}

#ifdef LIMEN_KERNEL_AVX512

// clang-format off
LIMEN_KERNEL_AVX512 inline __m512 load512(const float* p) { return _mm512_loadu_ps(p); }
LIMEN_KERNEL_AVX512 inline __m512d load512(const double* p) { return _mm512_loadu_pd(p); }
LIMEN_KERNEL_AVX512 inline __m512 spread512(const float* p) { return _mm512_set1_ps(*p); }
LIMEN_KERNEL_AVX512 inline __m512d spread512(const double* p) { return _mm512_set1_pd(*p); }
LIMEN_KERNEL_AVX512 inline __m512 fused(__m512 a, __m512 b, __m512 c) { return _mm512_fmadd_ps(a, b, c); }
LIMEN_KERNEL_AVX512 inline __m512d fused(__m512d a, __m512d b, __m512d c) { return _mm512_fmadd_pd(a, b, c); }
LIMEN_KERNEL_AVX512 inline __m512 sum(__m512 a, __m512 b) { return _mm512_add_ps(a, b); }
LIMEN_KERNEL_AVX512 inline void store(float* p, __m512 x) { _mm512_storeu_ps(p, x); }
LIMEN_KERNEL_AVX512 inline __m512d sum(__m512d a, __m512d b) { return _mm512_add_pd(a, b); }
LIMEN_KERNEL_AVX512 inline void store(double* p, __m512d x) { _mm512_storeu_pd(p, x); }
LIMEN_KERNEL_AVX2 inline __m256 load256(const float* p) { return _mm256_loadu_ps(p); }
LIMEN_KERNEL_AVX2 inline __m256d load256(const double* p) { return _mm256_loadu_pd(p); }
LIMEN_KERNEL_AVX2 inline __m256 spread256(const float* p) { return _mm256_set1_ps(*p); }
LIMEN_KERNEL_AVX2 inline __m256d spread256(const double* p) { return _mm256_set1_pd(*p); }
LIMEN_KERNEL_AVX2 inline __m256 fused(__m256 a, __m256 b, __m256 c) { return _mm256_fmadd_ps(a, b, c); }
LIMEN_KERNEL_AVX2 inline __m256d fused(__m256d a, __m256d b, __m256d c) { return _mm256_fmadd_pd(a, b, c); }
LIMEN_KERNEL_AVX2 inline __m256 sum(__m256 a, __m256 b) { return _mm256_add_ps(a, b); }
LIMEN_KERNEL_AVX2 inline void store(float* p, __m256 x) { _mm256_storeu_ps(p, x); }
LIMEN_KERNEL_AVX2 inline __m256d sum(__m256d a, __m256d b) { return _mm256_add_pd(a, b); }
LIMEN_KERNEL_AVX2 inline void store(double* p, __m256d x) { _mm256_storeu_pd(p, x); }
// clang-format on

// A panel is two registers wide.
template <int rows, class T>
LIMEN_KERNEL_AVX512 void multiply_avx512(const PanelProduct<T>& p) {
    using Vector = decltype(load512(p.b));
    constexpr std::size_t width = panel_columns<T> / 2;
    Vector left[rows] = {}, right[rows] = {};
    const T *a = p.a, *b = p.b;
    for (std::size_t k = p.k; k != 0; --k, a += p.a_step, b += 2 * width) {
        const Vector b_left = load512(b), b_right = load512(b + width);
#pragma GCC unroll 8
        for (int row = 0; row < rows; ++row) {
            const Vector x = spread512(a + static_cast<std::size_t>(row) * p.a_row);
            left[row] = fused(x, b_left, left[row]);
            right[row] = fused(x, b_right, right[row]);
        }
    }
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row) {
        T* c = p.c + static_cast<std::size_t>(row) * p.c_row;
        store(c, p.add ? sum(load512(c), left[row]) : left[row]);
        store(c + width, p.add ? sum(load512(c + width), right[row]) : right[row]);
    }
}

// A panel is four registers wide, and is taken in halves.
template <int rows, class T>
LIMEN_KERNEL_AVX2 void multiply_avx2(const PanelProduct<T>& p) {
    using Vector = decltype(load256(p.b));
    constexpr std::size_t width = panel_columns<T> / 4;
    for (std::size_t half = 0; half < 4 * width; half += 2 * width) {
        Vector left[rows] = {}, right[rows] = {};
        const T *a = p.a, *b = p.b + half;
        for (std::size_t k = p.k; k != 0; --k, a += p.a_step, b += 4 * width) {
            const Vector b_left = load256(b), b_right = load256(b + width);
#pragma GCC unroll 4
            for (int row = 0; row < rows; ++row) {
                const Vector x = spread256(a + static_cast<std::size_t>(row) * p.a_row);
                left[row] = fused(x, b_left, left[row]);
                right[row] = fused(x, b_right, right[row]);
            }
        }
#pragma GCC unroll 4
        for (int row = 0; row < rows; ++row) {
            T* c = p.c + static_cast<std::size_t>(row) * p.c_row + half;
            store(c, p.add ? sum(load256(c), left[row]) : left[row]);
            store(c + width, p.add ? sum(load256(c + width), right[row]) : right[row]);
        }
    }
}

template <class T, int most, int rows = most>
void multiply_avx512_rows(std::size_t n, const PanelProduct<T>& p) {
    if constexpr (rows > 0) {
        if (n == rows) return multiply_avx512<rows>(p);
        multiply_avx512_rows<T, most, rows - 1>(n, p);
    }
}

// Sixteen registers hold the sums of four rows.
template <class T>
void multiply_avx2_rows(std::size_t n, PanelProduct<T> p) {
    for (; n >= 4; n -= 4, p.a += 4 * p.a_row, p.c += 4 * p.c_row) multiply_avx2<4>(p);
    if (n == 3) return multiply_avx2<3>(p);
    if (n == 2) return multiply_avx2<2>(p);
    if (n == 1) return multiply_avx2<1>(p);
}

#endif

}  // namespace

template <class T>
void multiply_panel(std::size_t rows, const PanelProduct<T>& product) {
#ifdef LIMEN_KERNEL_AVX512
    static const bool has_fma = __builtin_cpu_supports("fma");
    if (isa() == Isa::avx512) return multiply_avx512_rows<T, kernel_rows>(rows, product);
    if (isa() == Isa::avx2 && has_fma) return multiply_avx2_rows(rows, product);
#endif
    multiply_plain(rows, product);
}

template void multiply_panel<float>(std::size_t, const PanelProduct<float>&);
template void multiply_panel<double>(std::size_t, const PanelProduct<double>&);

}  // namespace limen::train
