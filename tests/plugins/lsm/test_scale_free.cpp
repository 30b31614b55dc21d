// Degrees by a power law.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <set>

#include "rules.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

// How many of the degrees are k or more.
double at_least(const std::vector<std::size_t>& degrees, std::size_t k) {
    double count = 0;
    for (const std::size_t degree : degrees) count += degree >= k;
    return count;
}

std::vector<std::size_t> in_degrees(const Lists& lists) {
    std::vector<std::size_t> degrees;
    for (const auto& list : lists) degrees.push_back(list.size());
    return degrees;
}

}  // namespace

TEST_CASE("the share of degrees that are k or more is (k / min_degree)^(1 - exponent), up to the number of units") {
    constexpr std::uint32_t n = 20'000, sources = 1000;
    for (const double exponent : {1.5, 2.0, 3.0})
        for (const std::string degree : {"in", "out"}) {
            const bool in = degree == "in";
            const TopologyEnds ends{{in ? sources : n, {}}, {in ? n : sources, {}}, false, 0};
            const auto topology = make(ScaleFree{.exponent = exponent, .min_degree = 4, .degree = degree}, ends);
            const Lists lists = all_sources(*topology, ends.target.size);
            const auto degrees = in ? in_degrees(lists) : out_degrees(lists, n);
            CHECK(at_least(degrees, 4) == n);
            CHECK(at_least(degrees, sources + 1) == 0);
            const auto tail = [&](double k) { return std::pow(k / 4, 1 - exponent); };
            for (const std::size_t k : {5U, 8U, 20U, 100U, 500U}) {
                const double cut = tail(sources + 1);
                const double share = (tail(static_cast<double>(k)) - cut) / (1 - cut);
                CHECK(std::fabs(at_least(degrees, k) - n * share) <= 5 * std::sqrt(n * share * (1 - share)));
            }
        }
}

TEST_CASE("no unit is its own source, and none is a source twice") {
    for (const std::string degree : {"in", "out"}) {
        const auto topology = make(ScaleFree{.exponent = 1.2, .min_degree = 2, .degree = degree}, within(40));
        const Lists lists = all_sources(*topology, 40);
        double synapses = 0;
        for (std::uint32_t target = 0; target < 40; ++target) {
            const std::set<std::uint32_t> distinct(lists[target].begin(), lists[target].end());
            CHECK(distinct.size() == lists[target].size());
            CHECK(distinct.count(target) == 0);
            synapses += static_cast<double>(lists[target].size());
        }
        CHECK(topology->expected_synapses() == synapses);
    }
}

TEST_CASE("the other degrees come by chance: their variance is that of a sum of independent draws, or less") {
    const TopologyEnds ends{{500, {}}, {20'000, {}}, false, 0};
    const Lists lists = all_sources(*make(ScaleFree{.exponent = 3, .min_degree = 5}, ends), 20'000);
    double sum = 0, squares = 0;
    for (const std::size_t d : out_degrees(lists, 500)) {
        sum += static_cast<double>(d);
        squares += static_cast<double>(d) * static_cast<double>(d);
    }
    const double mean = sum / 500, variance = squares / 500 - mean * mean;
    CHECK(variance < mean * (1 + 5 * std::sqrt(2.0 / 500)));
    CHECK(variance > mean / 2);
}

TEST_CASE("laws without a limit and degrees above the number of units are refused; steep laws leave one degree") {
    CHECK(refused(ScaleFree{.exponent = 1}, within(50)) == "exponent");
    CHECK(refused(ScaleFree{.exponent = 0.5}, within(50)) == "exponent");
    CHECK(refused(ScaleFree{.min_degree = 50}, within(50)) == "min_degree");
    CHECK(refused(ScaleFree{.min_degree = 49}, within(50)).empty());
    CHECK(refused(ScaleFree{.min_degree = 1}, within(1)) == "min_degree");
    const double steepest = std::numeric_limits<double>::max(), flattest = 1 + 1e-15;
    CHECK(make(ScaleFree{.exponent = steepest, .min_degree = 3}, within(50))->expected_synapses() == 150);
    CHECK(make(ScaleFree{.exponent = flattest, .min_degree = 3}, within(50))->expected_synapses() > 150);
}
