// What no drive needs to exceed: beyond these a model has a slip of the pen in it.
#pragma once

#include <fmt/format.h>

#include <cmath>

#include "limen/core/error.hpp"

namespace limen::lsm {

inline constexpr double ms_per_s = 1000;
inline constexpr double most_rate = 1e7;      // Hz, of one unit: 10,000 inputs in each ms
inline constexpr double most_current = 1e12;  // pA

// Throws ParameterError where |value| is above `most`.
inline void refuse_above(double most, const char* key, double value, const char* unit) {
    if (std::fabs(value) > most)
        throw ParameterError(key, fmt::format("is {0} {2}; it must be at most {1:g} {2}", value, most, unit));
}

}  // namespace limen::lsm
