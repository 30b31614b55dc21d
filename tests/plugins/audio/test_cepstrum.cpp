// Cepstra and slopes against their definitions.
#include "audio/cepstrum.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace limen::audio;

TEST_CASE("the cosine transform keeps lengths, and its first coefficient is the sum over the root of n") {
    const std::vector<double> x{1, -2, 4, 0.5, 3};
    const auto c = cosine_transform(x, 5);
    double before = 0, after = 0, sum = 0;
    for (const double v : x) before += v * v, sum += v;
    for (const double v : c) after += v * v;
    CHECK(after == doctest::Approx(before));
    CHECK(c[0] == doctest::Approx(sum / std::sqrt(5.0)));
    CHECK(cosine_transform(x, 2).size() == 2);
    for (const double v : cosine_transform(std::vector<double>(8, 1.0), 8))
        CHECK((std::fabs(v) < 1e-12 || v == doctest::Approx(std::sqrt(8.0))));
}

TEST_CASE("the slope of a straight line is its slope, and of a constant 0") {
    std::vector<double> rows;
    for (int t = 0; t < 10; ++t) rows.insert(rows.end(), {3.0 * t, 7.0});
    const auto slopes = slopes_of(rows, 2);
    for (std::size_t t = 2; t < 8; ++t) CHECK(slopes[2 * t] == doctest::Approx(3));
    for (std::size_t t = 0; t < 10; ++t) CHECK(slopes[2 * t + 1] == 0);
    // At the ends the outer frames are repeated: (1 x (3 - 0) + 2 x (6 - 0)) / 10.
    CHECK(slopes[0] == doctest::Approx(1.5));
}
