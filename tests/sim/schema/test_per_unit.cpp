// Numbers of units: given, listed or drawn.
#include "limen/schema/per_unit.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;

namespace {

Random stream() { return Random(1, Purpose::unit_parameters, 0); }

}  // namespace

TEST_CASE("one number stays one, and a list is taken as it is") {
    CHECK(draw(PerUnit(3.5), 100, 100, 0, stream()) == std::vector{3.5});
    PerUnit listed;
    listed.values = {1, 2, 3};
    CHECK(draw(listed, 3, 3, 0, stream()) == listed.values);
    CHECK(PerUnit(3.5).same());
    CHECK(!listed.same());
}

TEST_CASE("excitatory and inhibitory units may have a number each") {
    PerUnit parts;
    parts.values = {3, 2};
    parts.by_part = true;
    CHECK(!parts.same());
    CHECK(draw(parts, 5, 3, 0, stream()) == std::vector<double>{3, 3, 3, 2, 2});
    CHECK(draw(parts, 3, 3, 0, stream()) == std::vector<double>{3, 3, 3});
}

TEST_CASE("drawn numbers have the mean and the deviation that were asked for, by each law") {
    constexpr std::size_t n = 40'000;
    for (const SpreadLaw law : {SpreadLaw::normal, SpreadLaw::lognormal, SpreadLaw::uniform}) {
        PerUnit given(20);
        given.spread = 3;
        given.law = law;
        double sum = 0, squares = 0;
        for (const double x : draw(given, n, n, 0, stream())) sum += x, squares += (x - 20) * (x - 20);
        const double deviation = law == SpreadLaw::uniform ? 3 / std::sqrt(3.0) : 3;
        CHECK(std::fabs(sum / n - 20) < 4 * deviation / std::sqrt(double{n}));
        CHECK(std::sqrt(squares / n) == doctest::Approx(deviation).epsilon(0.02));
    }
}

TEST_CASE("what is not above the least is drawn again") {
    PerUnit given(1);
    given.spread = 2;
    for (const double x : draw(given, 1000, 1000, 0, stream())) CHECK(x > 0);
}
