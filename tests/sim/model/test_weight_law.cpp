// Weights have the mean, the spread and the sign that the model asks for.
#include "model/weight_law.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen;

namespace {

struct Moments {
    double mean = 0, deviation = 0, least = 1e300, most = -1e300;
};

Moments moments(SpreadLaw law, double weight, double spread) {
    ProjectionSpec spec;
    spec.weight = weight;
    spec.weight_spread = spread;
    spec.weight_law = law;
    const WeightLaw draw(spec);
    Random random(1, Purpose::weights, 0);
    constexpr int n = 200'000;
    Moments m;
    double squares = 0;
    for (int i = 0; i < n; ++i) {
        const double w = static_cast<double>(draw(random));
        m.mean += w / n;
        squares += w * w / n;
        m.least = std::min(m.least, w);
        m.most = std::max(m.most, w);
    }
    m.deviation = std::sqrt(squares - m.mean * m.mean);
    return m;
}

}  // namespace

TEST_CASE("weights without a spread are all the rounded weight") {
    const Moments m = moments(SpreadLaw::normal, -2.3, 0);
    CHECK(m.least == static_cast<double>(-2.3F));
    CHECK(m.most == m.least);
}

TEST_CASE("each law has the mean and the standard deviation that were asked for") {
    for (const double sign : {1.0, -1.0}) {
        const Moments normal = moments(SpreadLaw::normal, sign * 80, 8);
        CHECK(normal.mean == doctest::Approx(sign * 80).epsilon(0.002));
        CHECK(normal.deviation == doctest::Approx(8).epsilon(0.01));
        const Moments lognormal = moments(SpreadLaw::lognormal, sign * 80, 60);
        CHECK(lognormal.mean == doctest::Approx(sign * 80).epsilon(0.01));
        CHECK(lognormal.deviation == doctest::Approx(60).epsilon(0.05));
        const Moments uniform = moments(SpreadLaw::uniform, sign * 80, 10);
        CHECK(uniform.mean == doctest::Approx(sign * 80).epsilon(0.002));
        CHECK(uniform.deviation == doctest::Approx(10 / std::sqrt(3)).epsilon(0.01));
        CHECK(uniform.least >= sign * 80 - 10.0001);
        CHECK(uniform.most <= sign * 80 + 10.0001);
    }
}

TEST_CASE("no weight ever changes its sign") {
    for (const SpreadLaw law : {SpreadLaw::normal, SpreadLaw::uniform, SpreadLaw::lognormal}) {
        CHECK(moments(law, 1, 3).least > 0);
        CHECK(moments(law, -1, 3).most < 0);
    }
}
