// Grids of penalties, and which of them is taken.
#include "train/linear/penalties.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "limen/core/error.hpp"

using namespace limen;
using namespace limen::train;

TEST_CASE("a grid goes in equal ratios from its first to its last exponent, times the scale") {
    const std::vector<double> grid = penalty_grid(10, -2, 1, 4);
    REQUIRE(grid.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) CHECK(grid[i] == doctest::Approx(std::pow(10.0, static_cast<double>(i) - 1)));
    CHECK(penalty_grid(0, 0, 1, 2)[0] == 1);
}

TEST_CASE("the penalty with the least error is taken, and of equal ones the largest") {
    const std::vector<double> penalties{1, 2, 3, 4};
    CHECK(best_penalty(penalties, std::vector<double>{3, 1, 2, 4}) == 1);
    CHECK(best_penalty(penalties, std::vector<double>{1, 1, 1 + 1e-14, 2}) == 2);
    CHECK(best_penalty(penalties, std::vector<double>{NAN, NAN, 2, INFINITY}) == 2);
}

TEST_CASE("errors of which none is finite are refused") {
    CHECK_THROWS_AS(best_penalty(std::vector<double>{1, 2}, std::vector<double>{NAN, INFINITY}), ParameterError);
}
