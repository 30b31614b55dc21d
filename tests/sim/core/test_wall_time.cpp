// Seconds since a moment.
#include "limen/core/wall_time.hpp"

#include <doctest/doctest.h>

using namespace limen;

TEST_CASE("an hour ago is 3,600 seconds ago, and time goes forward") {
    const auto now = std::chrono::steady_clock::now();
    const double hour = seconds_since(now - std::chrono::hours(1));
    CHECK(hour >= 3600);
    CHECK(hour < 3660);
    const double first = seconds_since(now);
    CHECK(first >= 0);
    CHECK(seconds_since(now) >= first);
}
