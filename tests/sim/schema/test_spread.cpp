// Each law has its mean, its spread and its ends.
#include "schema/spread.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

using namespace limen;

TEST_CASE("a spread of nothing gives the mean every time and takes no random number") {
    for (const SpreadLaw law : {SpreadLaw::normal, SpreadLaw::uniform, SpreadLaw::lognormal, SpreadLaw::gamma}) {
        const Spread spread(law, -2.3, 0);
        Random random(1, Purpose::delays, 0), untouched = random;
        CHECK(spread.constant());
        CHECK(spread(random) == -2.3);
        CHECK(spread.within(5).least == -2.3);
        CHECK(spread.within(5).most == -2.3);
        CHECK(random() == untouched());
    }
}

TEST_CASE("the share of draws within one deviation of the middle is that of the law") {
    for (const double sign : {1.0, -1.0})
        for (const SpreadLaw law : {SpreadLaw::normal, SpreadLaw::uniform, SpreadLaw::lognormal, SpreadLaw::gamma}) {
            const Spread spread(law, sign * 3, 2);
            const auto [least, most] = spread.within(1);
            Random random(1, Purpose::delays, 0);
            constexpr int draws = 100'000;
            int inside = 0;
            for (int i = 0; i < draws; ++i) {
                const double x = spread(random);
                inside += x >= least && x <= most ? 1 : 0;
            }
            // 3 deviations of the count: 0.0044.
            const double expected = law == SpreadLaw::uniform ? 1 : std::erf(std::sqrt(0.5));
            CHECK(inside / double{draws} == doctest::Approx(expected).epsilon(0.0065));
            CHECK(least < sign * 3);
            CHECK(most > sign * 3);
        }
}

TEST_CASE("the ends of a log-normal law are e to the mean and deviations of its logarithm") {
    // Mean 3 and deviation 2: v = ln(1 + 4/9), middle ln 3 - v/2.
    const double v = std::log(1 + 4.0 / 9), middle = std::log(3) - v / 2;
    const auto [least, most] = Spread(SpreadLaw::lognormal, 3, 2).within(5);
    CHECK(least == doctest::Approx(std::exp(middle - 5 * std::sqrt(v))).epsilon(1e-12));
    CHECK(most == doctest::Approx(std::exp(middle + 5 * std::sqrt(v))).epsilon(1e-12));
}

// With a deviation as large as the mean a gamma law is the exponential law: P(x < t) = 1 - exp(-t / mean).
TEST_CASE("a gamma law has its mean and deviation, the sign of the mean, and is exponential where they are equal") {
    for (const double sign : {1.0, -1.0})
        for (const double deviation : {1.0, 3.0}) {
            const Spread spread(SpreadLaw::gamma, sign * 3, deviation);
            Random random(1, Purpose::weights, 0);
            constexpr int draws = 50'000;
            double sum = 0, squares = 0, below = 0;
            for (int i = 0; i < draws; ++i) {
                const double x = sign * spread(random);
                CHECK_UNARY(x >= 0);
                sum += x / draws;
                squares += x * x / draws;
                below += x < 1.5 ? 1.0 / draws : 0;
            }
            CHECK(sum == doctest::Approx(3).epsilon(0.02));
            CHECK(std::sqrt(squares - sum * sum) == doctest::Approx(deviation).epsilon(0.02));
            if (deviation == 3) CHECK(below == doctest::Approx(1 - std::exp(-0.5)).epsilon(0.02));
        }
}
