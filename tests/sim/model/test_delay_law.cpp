// Drawn delays are few, and spread as the model asks.
#include "model/delay_law.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

using namespace limen;

namespace {

ProjectionSpec spec_of(SpreadLaw law, double delay, double spread) {
    ProjectionSpec spec;
    spec.delay = delay;
    spec.delay_spread = spread;
    spec.delay_law = law;
    return spec;
}

// How often each delay comes, of this many draws.
std::vector<double> shares(const DelayLaw& law, int draws = 400'000) {
    Random random(1, Purpose::delays, 0);
    std::vector<double> shares(static_cast<std::size_t>(law.count()));
    for (int i = 0; i < draws; ++i) shares.at(law(random)) += 1.0 / draws;
    return shares;
}

double normal_below(double x) { return std::erfc(-x / std::sqrt(2)) / 2; }

}  // namespace

TEST_CASE("a projection without a spread has one delay, as it is") {
    ProjectionSpec spec = spec_of(SpreadLaw::normal, 0.123456789, 0);
    const DelayLaw law(spec);
    CHECK(law.count() == 1);
    CHECK(law.delay(0) == 0.123456789);
    Random random(1, Purpose::delays, 0);
    CHECK(law(random) == 0);
}

TEST_CASE("delays are the multiples of the resolution from the least to five deviations above the mean") {
    const DelayLaw law(spec_of(SpreadLaw::normal, 1.5, 0.75));
    REQUIRE(law.count() == 53);  // 0.1 to 5.3 ms: 1.5 + 5 * 0.75 = 5.25 rounds up
    CHECK(law.delay(0) == 0.1);
    CHECK(law.delay(2) == 0.3);  // not 3 * 0.1, which is a little more
    CHECK(law.delay(52) == 5.3);
    ProjectionSpec coarse = spec_of(SpreadLaw::uniform, 2, 1);
    coarse.delay_resolution = 0.375;  // of which 1 / 0.375 is not whole
    const DelayLaw few(coarse);
    CHECK(few.count() == 6);  // 1 ms is nearest to 3 * 0.375, 3 ms is 8 * 0.375
    CHECK(few.delay(0) == 1.125);
    CHECK(few.delay(5) == 3.0);
}

TEST_CASE("each delay of a normal law comes as often as the law says of the interval that is rounded to it") {
    const DelayLaw law(spec_of(SpreadLaw::normal, 1.5, 0.75));
    const auto below = [](double ms) { return normal_below((ms - 1.5) / 0.75); };
    const double all = below(5.25) - below(0.1);
    const std::vector<double> found = shares(law);
    for (std::uint32_t i = 0; i < found.size(); ++i) {
        const double low = std::fmax(0.1, law.delay(i) - 0.05), high = std::fmin(5.25, law.delay(i) + 0.05);
        const double expected = (below(high) - below(low)) / all;
        CHECK(std::fabs(found[i] - expected) < 4 * std::sqrt(expected / 400'000) + 1e-6);
    }
}

TEST_CASE("uniform and log-normal delays have the mean that was asked for, and none is below delay_min") {
    for (const SpreadLaw kind : {SpreadLaw::uniform, SpreadLaw::lognormal}) {
        const DelayLaw law(spec_of(kind, 2, 0.5));
        const std::vector<double> found = shares(law);
        double mean = 0;
        for (std::uint32_t i = 0; i < found.size(); ++i) mean += found[i] * law.delay(i);
        CHECK(mean == doctest::Approx(2).epsilon(0.002));
    }
    ProjectionSpec cut = spec_of(SpreadLaw::normal, 1, 1);
    cut.delay_min = 0.8;
    CHECK(DelayLaw(cut).delay(0) == 0.8);
    CHECK(shares(DelayLaw(cut))[0] > 0.01);
}

TEST_CASE("with a resolution of 0 delays follow the law and are 32-bit numbers between the shortest and the longest") {
    ProjectionSpec spec = spec_of(SpreadLaw::normal, 1.5, 0.75);
    spec.delay_resolution = 0;
    spec.delay_min = 0.3000001;  // whose nearest 32-bit number is below it
    const DelayLaw law(spec);
    CHECK(law.continuous());
    CHECK(law.count() == 1);
    CHECK(law.delay(0) == law.shortest());
    CHECK(law.shortest() >= spec.delay_min);
    CHECK(law.shortest() == doctest::Approx(spec.delay_min).epsilon(1e-6));
    CHECK(law.longest() == 5.25F);
    constexpr int draws = 400'000;
    Random random(1, Purpose::delays, 0);
    std::vector<double> found;
    for (int i = 0; i < draws; ++i) found.push_back(law.exact(random));
    std::sort(found.begin(), found.end());
    CHECK(found.front() >= law.shortest());
    CHECK(found.back() <= law.longest());
    CHECK(std::set<double>(found.begin(), found.end()).size() > draws / 2);
    // Kolmogorov and Smirnov: beyond 1.95 / sqrt(n) once in a thousand.
    const auto below = [](double ms) { return normal_below((ms - 1.5) / 0.75); };
    double largest = 0;
    for (std::size_t i = 0; i < found.size(); ++i) {
        const double share = (below(found[i]) - below(spec.delay_min)) / (below(5.25) - below(spec.delay_min));
        largest = std::fmax(largest, std::fabs(share - static_cast<double>(i) / draws));
    }
    CHECK(largest < 1.95 / std::sqrt(draws) + 1e-5);
}

TEST_CASE("without a spread a resolution of 0 changes nothing") {
    ProjectionSpec spec = spec_of(SpreadLaw::normal, 0.123456789, 0);
    spec.delay_resolution = 0;
    CHECK_FALSE(DelayLaw(spec).continuous());
    CHECK(DelayLaw(spec).delay(0) == 0.123456789);
}

TEST_CASE("a fine resolution or a wide law makes more delays than are taken") {
    ProjectionSpec fine = spec_of(SpreadLaw::normal, 1.5, 0.75);
    fine.delay_resolution = 0.001;
    CHECK(DelayLaw(fine).count() > DelayLaw::most_delays);
    fine.delay_resolution = 1e-310;
    CHECK_FALSE(DelayLaw(fine).count() <= DelayLaw::most_delays);
}
