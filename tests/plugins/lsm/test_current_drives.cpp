// Currents from channels: their sums, and the law of their weights.
#include "lsm/current_drives.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;
using namespace limen::lsm;

TEST_CASE("a current is the weighted sum of the channels, for the units that are asked for") {
    const CurrentDrive drive({.scale = 5, .density = 0.5}, {40, 3, 1, 0});
    const std::vector<double> values{0.5, -2, 1};
    const std::vector<FrameEvent> frames{{0.25, values}};
    DriveBuffer buffer;
    drive.fill({0, 0, 10, 8, 0, 0.5, frames}, buffer);
    REQUIRE(buffer.current_count() == 1);
    CHECK(buffer.current_offset(0) == 0.25);
    for (std::size_t i = 0; i < 8; ++i) {
        double expected = 0;
        for (std::size_t c = 0; c < 3; ++c) expected += drive.weights()[(10 + i) * 3 + c] * values[c];
        CHECK(buffer.current(0)[i] == doctest::Approx(expected));
    }
}

TEST_CASE("the weights of a current are normal with the given deviation on the given share of the pairs") {
    const CurrentDrive drive({.scale = 5, .density = 0.3}, {20'000, 10, 1, 0});
    double connected = 0, sum = 0, squares = 0;
    for (const double w : drive.weights())
        if (w != 0) {
            ++connected;
            sum += w;
            squares += w * w;
        }
    constexpr double pairs = 200'000;
    CHECK(std::fabs(connected / pairs - 0.3) < 5 * std::sqrt(0.3 * 0.7 / pairs));
    CHECK(std::fabs(sum / connected) < 5 * 5 / std::sqrt(connected));
    CHECK(std::fabs(squares / connected - 25) < 5 * 25 * std::sqrt(2 / connected));
}
