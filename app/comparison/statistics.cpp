// Student's interval: mean +- t(0.975, n - 1) s / sqrt(n).
#include "comparison/statistics.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace limen::app {

Interval interval_of(std::span<const double> values) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const auto n = static_cast<double>(values.size());
    if (values.empty()) return {unknown, unknown, unknown};
    double mean = 0, squares = 0;
    for (const double x : values) mean += x / n;
    if (values.size() < 2 || !std::isfinite(mean)) return {mean, unknown, unknown};
    for (const double x : values) squares += (x - mean) * (x - mean);
    constexpr double probability = 0.975;
    const double t = boost::math::quantile(boost::math::students_t(n - 1), probability);
    const double half = t * std::sqrt(squares / (n - 1) / n);
    return {mean, mean - half, mean + half};
}

}  // namespace limen::app
