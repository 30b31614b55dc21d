// What several seeds say together.
#pragma once

#include <span>

namespace limen::app {

// A mean and its 95 % confidence interval by Student's t; the bounds are NaN for fewer than two values.
struct Interval {
    double mean = 0, low = 0, high = 0;
    double half_width() const noexcept { return (high - low) / 2; }
};

// Values that are NaN (not known) make the mean NaN.
Interval interval_of(std::span<const double> values);

}  // namespace limen::app
