// Elementary functions whose bits do not depend on the processor: plain multiplications and additions in a fixed order.
// Rationale: the C library picks its exp by the processor's features and the last bit may differ; a compiler may also
// vectorise these, at any width, with the same result (the build forbids fused multiply-adds).
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

#include "limen/core/exact_arithmetic.hpp"

namespace limen::math {

namespace detail {

inline constexpr double log2_e = 1.4426950408889634074;
// ln 2 in two parts: n * ln2_high is exact for |n| < 2^11.
inline constexpr double ln2_high = 6.93147180369123816490e-01, ln2_low = 1.90821492927058770002e-10;
// Adding and subtracting it rounds to the nearest integer.
inline constexpr double rounder = 0x1.8p52;

// (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2: the Taylor series, whose rest is below 2^-57 of exp(r).
[[gnu::always_inline]] inline double exp_tail(double r) noexcept {
    double p = 1.0 / 6227020800;
    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    return p * r + 0.5;
}

constexpr double inverse_factorial(int n) {
    double product = 1;
    for (int k = 2; k <= n; ++k) product *= k;
    return 1 / product;
}

// 2^n for -1022 <= n <= 1023, from n + rounder.
[[gnu::always_inline]] inline double power_of_two(double n_rounded) noexcept {
    const auto n = std::bit_cast<std::uint64_t>(n_rounded) - std::bit_cast<std::uint64_t>(rounder);
    return std::bit_cast<double>((n + 1023) << 52);
}

}  // namespace detail

// e^x within 1 ulp for -708 <= x <= 709; smaller arguments give a number below 1e-307 and larger ones one above 1e307.
[[gnu::always_inline]] inline double exp(double x) noexcept {
    x = x < -708 ? -708 : x;
    x = x > 709 ? 709 : x;
    const double n_rounded = x * detail::log2_e + detail::rounder;
    const double n = n_rounded - detail::rounder;
    const double r_high = x - n * detail::ln2_high, r_low = n * detail::ln2_low;
    const double r = r_high - r_low;
    // r_high is exact; what r loses is put back in first order.
    const double lost = (r_high - r) - r_low;
    const double e = 1 + (r + (r * r * detail::exp_tail(r) + lost));
    return e * detail::power_of_two(n_rounded);
}

// e^x for |x| <= reach_of_series<degree>, within 2 ulp: the series alone, for arguments that are known to be small.
template <int degree>
inline constexpr double reach_of_series = degree == 6    ? 0.011
                                          : degree == 13 ? 0.34
                                          : degree == 16 ? 0.69
                                                         : 0;
template <int degree, int n = 0>
[[gnu::always_inline]] inline double exp_series(double x) noexcept {
    constexpr double coefficient = detail::inverse_factorial(n);
    if constexpr (n == degree)
        return coefficient;
    else
        return exp_series<degree, n + 1>(x) * x + coefficient;
}

// (e^x - 1) / x, 1 at x = 0, within 3 ulp; same range as exp.
inline double expm1_over(double x) noexcept {
    const double magnitude = x < 0 ? -x : x;
    if (magnitude <= 0.34) return 1 + x * detail::exp_tail(x);
    return (exp(x) - 1) / x;
}

// Natural logarithm within 2 ulp, for normal x > 0.
inline double log(double x) noexcept {
    // x = 2^n f with sqrt(1/2) <= f < sqrt(2); log f = 2 atanh(z), z = (f - 1) / (f + 1).
    constexpr std::uint64_t root_half = 0x3fe6a09e667f3bcdULL, one = 0x3ff0000000000000ULL;
    const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + (one - root_half);
    const double n = static_cast<double>(static_cast<std::int64_t>(shifted >> 52) - 1023);
    const double f = std::bit_cast<double>((shifted & 0x000fffffffffffffULL) + root_half);
    const double z = (f - 1) / (f + 1), w = z * z;
    double p = 1.0 / 23;
    p = p * w + 1.0 / 21;
    p = p * w + 1.0 / 19;
    p = p * w + 1.0 / 17;
    p = p * w + 1.0 / 15;
    p = p * w + 1.0 / 13;
    p = p * w + 1.0 / 11;
    p = p * w + 1.0 / 9;
    p = p * w + 1.0 / 7;
    p = p * w + 1.0 / 5;
    p = p * w + 1.0 / 3;
    return n * detail::ln2_high + (n * detail::ln2_low + (2 * z + 2 * z * w * p));
}

// The hyperbolic tangent within 4 ulp, without a branch; not a number stays so.
[[gnu::always_inline]] inline double tanh(double x) noexcept {
    // tanh |x| = E / (E + 2) with E = e^2|x| - 1 = (2^n - 1) + 2^n (e^r - 1): near 0 n is 0, and nothing cancels.
    const double magnitude = x < 0 ? -x : x;
    const double twice = 2 * (magnitude > 20 ? 20 : magnitude);
    const double n_rounded = twice * detail::log2_e + detail::rounder;
    const double n = n_rounded - detail::rounder;
    const double r_high = twice - n * detail::ln2_high, r_low = n * detail::ln2_low;
    const double r = r_high - r_low;
    const double lost = (r_high - r) - r_low;
    const double grown = r + (r * r * detail::exp_tail(r) + lost);
    const double power = detail::power_of_two(n_rounded);
    const double e = (power - 1) + power * grown;
    const double result = e / (e + 2);
    return x < 0 ? -result : result;
}

// 1 / (1 + e^-x) within 4 ulp of the larger of itself and 1e-307; not a number stays so.
[[gnu::always_inline]] inline double logistic(double x) noexcept { return 1 / (1 + exp(-x)); }

namespace detail {

inline constexpr float log2_e_f = 1.44269504F, ln2_high_f = 0.693359375F, ln2_low_f = -2.12194440e-4F;
inline constexpr float rounder_f = 0x1.8p23F;

// (exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2: the Taylor series, whose rest is below 2^-28 of exp(r).
[[gnu::always_inline]] inline float exp_tail(float r) noexcept {
    float p = 1.0F / 40320;
    p = p * r + 1.0F / 5040;
    p = p * r + 1.0F / 720;
    p = p * r + 1.0F / 120;
    p = p * r + 1.0F / 24;
    p = p * r + 1.0F / 6;
    return p * r + 0.5F;
}

// 2^n for -126 <= n <= 127, from n + rounder_f.
[[gnu::always_inline]] inline float power_of_two(float n_rounded) noexcept {
    const auto n = std::bit_cast<std::uint32_t>(n_rounded) - std::bit_cast<std::uint32_t>(rounder_f);
    return std::bit_cast<float>((n + 127) << 23);
}

// e^x = 2^n (1 + grown).
struct Power {
    float power, grown;
};
[[gnu::always_inline]] inline Power split_exp(float x) noexcept {
    const float n_rounded = x * log2_e_f + rounder_f;
    const float n = n_rounded - rounder_f;
    const float r_high = x - n * ln2_high_f, r_low = n * ln2_low_f;
    const float r = r_high - r_low;
    const float lost = (r_high - r) - r_low;
    return {power_of_two(n_rounded), r + (r * r * exp_tail(r) + lost)};
}

}  // namespace detail

// The functions tanh and logistic in single precision, within 4 ulp of float.
[[gnu::always_inline]] inline float tanh(float x) noexcept {
    const float magnitude = x < 0 ? -x : x;
    const auto [power, grown] = detail::split_exp(2 * (magnitude > 10 ? 10 : magnitude));
    const float e = (power - 1) + power * grown;
    const float result = e / (e + 2);
    return x < 0 ? -result : result;
}
[[gnu::always_inline]] inline float logistic(float x) noexcept {
    float minus = -x;
    minus = minus < -87 ? -87 : minus;
    minus = minus > 87 ? 87 : minus;
    const auto [power, grown] = detail::split_exp(minus);
    return 1 / (1 + power * (1 + grown));
}

// sin(2 pi turns) within 2 ulp, for |turns| < 2^50.
inline double sin_turns(double turns) noexcept {
    // turns = n / 2 + r with |r| <= 1/4, exactly: late times cost no accuracy. Each half turn changes the sign.
    const double n = std::floor(2 * turns + 0.5);
    const double r = turns - n / 2;
    const bool odd = n - 2 * std::floor(n / 2) != 0;
    // The Taylor series of the sine of x, |x| <= pi / 2, whose rest is below 2^-59.
    constexpr double pi = 3.14159265358979323846;
    const double x = 2 * pi * r, w = x * x;
    double p = detail::inverse_factorial(21);
    p = p * w - detail::inverse_factorial(19);
    p = p * w + detail::inverse_factorial(17);
    p = p * w - detail::inverse_factorial(15);
    p = p * w + detail::inverse_factorial(13);
    p = p * w - detail::inverse_factorial(11);
    p = p * w + detail::inverse_factorial(9);
    p = p * w - detail::inverse_factorial(7);
    p = p * w + detail::inverse_factorial(5);
    p = p * w - detail::inverse_factorial(3);
    const double sine = x + x * w * p;
    return odd ? -sine : sine;
}

}  // namespace limen::math
