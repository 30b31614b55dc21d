// tanh and the logistic function, in single and double precision, for loops over vectors: no branches, and the same
// bits at every width. In single precision within 3 ulp of the exact value, in double within 4; a NaN stays one. (Those
// of limen/core/math.hpp are odd to the last bit, for a few operations more; what networks learn hangs on the bits of
// these.)
#pragma once

#include "limen/core/math.hpp"

namespace limen::train::recurrent {

// e^x = power + rest, power a power of two; the rest is accurate to its last bits however small x is.
template <class T>
struct SplitExponential {
    T power, rest;
};

// |x| <= 87.
[[gnu::always_inline]] inline SplitExponential<float> split_exp(float x) noexcept {
    const float n_rounded = x * math::detail::log2_e_f + math::detail::rounder_f;
    const float n = n_rounded - math::detail::rounder_f;
    const float r = (x - n * math::detail::ln2_high_f) - n * math::detail::ln2_low_f;
    // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2; the rest of the series is below 2^-25 of e^r - 1.
    float p = 1.0F / 5040;
    p = p * r + 1.0F / 720;
    p = p * r + 1.0F / 120;
    p = p * r + 1.0F / 24;
    p = p * r + 1.0F / 6;
    p = p * r + 0.5F;
    const float q = r + r * r * p;
    const float power = math::detail::power_of_two(n_rounded);
    return {power, power * q};
}

// |x| <= 700.
[[gnu::always_inline]] inline SplitExponential<double> split_exp(double x) noexcept {
    const double n_rounded = x * math::detail::log2_e + math::detail::rounder;
    const double n = n_rounded - math::detail::rounder;
    const double r = (x - n * math::detail::ln2_high) - n * math::detail::ln2_low;
    const double q = r + r * r * math::detail::exp_tail(r);
    const double power = math::detail::power_of_two(n_rounded);
    return {power, power * q};
}

template <class T>
[[gnu::always_inline]] inline T clamped(T x, T limit) noexcept {
    x = x < -limit ? -limit : x;
    return x > limit ? limit : x;
}

// 1 / (1 + e^-x). Below -87 (-700) it no longer falls: 1.6e-38 (1e-304).
template <class T>
[[gnu::always_inline]] inline T logistic(T x) noexcept {
    const auto e = split_exp(clamped(-x, T(sizeof(T) == sizeof(float) ? 87 : 700)));
    return 1 / (1 + (e.power + e.rest));
}

// (e^2x - 1) / (e^2x + 1), where e^2x - 1 is kept whole near 0.
template <class T>
[[gnu::always_inline]] inline T tanh(T x) noexcept {
    const auto e = split_exp(2 * clamped(x, T(sizeof(T) == sizeof(float) ? 9.5 : 20)));
    const T grown = (e.power - 1) + e.rest;
    return grown / (grown + 2);
}

}  // namespace limen::train::recurrent
