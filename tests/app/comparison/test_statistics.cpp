// Confidence intervals against printed tables.
#include "comparison/statistics.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace limen::app;

TEST_CASE("the interval is Student's: t(0.975, 4) = 2.776, t(0.975, 1) = 12.706") {
    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
    const Interval five = interval_of(std::vector<double>{1, 2, 3, 4, 5});
    CHECK(five.mean == doctest::Approx(3));
    CHECK(five.half_width() == doctest::Approx(2.776 * std::sqrt(2.5 / 5)).epsilon(1e-3));
    const Interval two = interval_of(std::vector<double>{0, 2});
    CHECK(two.low == doctest::Approx(1 - 12.706).epsilon(1e-4));
    CHECK(two.high == doctest::Approx(1 + 12.706).epsilon(1e-4));
    CHECK(interval_of(std::vector<double>{7, 7, 7}).half_width() == 0);
}

TEST_CASE("a single value has no interval, and an unknown one no mean") {
    const Interval one = interval_of(std::vector<double>{4});
    CHECK(one.mean == 4);
    CHECK(std::isnan(one.low));
    CHECK(std::isnan(interval_of(std::vector<double>{}).mean));
    CHECK(std::isnan(interval_of(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()}).mean));
}
