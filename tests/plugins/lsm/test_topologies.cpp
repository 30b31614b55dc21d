// Who listens to whom: the counts and probabilities of each rule.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "rules.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

std::vector<Position> line(std::uint32_t n) {
    std::vector<Position> positions;
    for (std::uint32_t i = 0; i < n; ++i) positions.push_back({static_cast<float>(i), 0, 0});
    return positions;
}

std::vector<Position> grid(std::array<int, 3> sides) {
    std::vector<Position> positions;
    for (int z = 0; z < sides[2]; ++z)
        for (int y = 0; y < sides[1]; ++y)
            for (int x = 0; x < sides[0]; ++x)
                positions.push_back({static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)});
    return positions;
}

// The square of the distance from a to the nearest of the copies of b that tile the space.
double nearest_image(const Position& a, const Position& b, const Position& extent) {
    double least = HUGE_VAL;
    for (int copy = 0; copy < 27; ++copy) {
        const std::array<int, 3> shift{copy % 3 - 1, copy / 3 % 3 - 1, copy / 9 - 1};
        double square = 0;
        for (std::size_t axis = 0; axis < 3; ++axis)
            square += std::pow(double{a[axis]} - b[axis] + shift[axis] * double{extent[axis]}, 2);
        least = std::min(least, square);
    }
    return least;
}

}  // namespace

TEST_CASE("fixed_in_degree gives each target its number of sources, all units equally often") {
    const auto topology = make(FixedInDegree{.in_degree = 20}, within(50));
    std::vector<double> counts(50, 0);
    for (std::uint32_t target = 0; target < 50; ++target)
        for (std::uint64_t seed = 0; seed < 100; ++seed) {
            const auto drawn = sources(*topology, target, seed);
            CHECK(drawn.size() == 20);
            for (const std::uint32_t source : drawn) ++counts.at(source);
        }
    for (const double c : counts) CHECK(std::fabs(c - 2000) < 6 * std::sqrt(2000.0));
    CHECK(topology->expected_synapses() == 1000);
}

TEST_CASE("without multapses all sources differ and every set is possible; without autapses none is the target") {
    const auto topology = make(FixedInDegree{.in_degree = 3, .multapses = false, .autapses = false}, within(5));
    std::set<std::set<std::uint32_t>> seen;
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const auto drawn = sources(*topology, 2, seed);
        const std::set<std::uint32_t> distinct(drawn.begin(), drawn.end());
        CHECK(distinct.size() == 3);
        CHECK(distinct.count(2) == 0);
        seen.insert(distinct);
    }
    CHECK(seen.size() == 4);  // three of the four others
}

TEST_CASE("more sources than there are is refused where a source may count only once") {
    CHECK(refused(FixedInDegree{.in_degree = 6, .multapses = false}, within(5)) == "in_degree");
    CHECK(refused(FixedInDegree{.in_degree = 5, .multapses = false, .autapses = false}, within(5)) == "in_degree");
    CHECK(refused(FixedInDegree{.in_degree = 5, .multapses = false}, within(5)).empty());
    CHECK(refused(FixedInDegree{.in_degree = 1, .autapses = false}, within(1)) == "in_degree");
    CHECK(refused(FixedInDegree{.in_degree = 500}, within(5)).empty());
    CHECK(refused(FixedInDegree{.in_degree = std::int64_t{1} << 38}, within(5)) == "in_degree");
}

TEST_CASE("distance connects with probability C exp(-(D / lambda)^2)") {
    const auto positions = line(6);
    const auto topology = make(ByDistance{.C = 0.8, .lambda = 2.5}, within(6, positions));
    constexpr int draws = 20'000;
    std::vector<double> counts(6, 0);
    for (std::uint64_t seed = 0; seed < draws; ++seed)
        for (const std::uint32_t source : sources(*topology, 1, seed)) ++counts.at(source);
    double expected_sum = 0;
    for (std::uint32_t source = 0; source < 6; ++source) {
        const double distance = source - 1.0;
        const double p = source == 1 ? 0 : 0.8 * std::exp(-distance * distance / (2.5 * 2.5));
        CHECK(std::fabs(counts[source] / draws - p) <= 5 * std::sqrt(p * (1 - p) / draws));
    }
    for (int target = 0; target < 6; ++target)
        for (int source = 0; source < 6; ++source)
            if (source != target) expected_sum += 0.8 * std::exp(-(source - target) * (source - target) / (2.5 * 2.5));
    CHECK(topology->expected_synapses() == doctest::Approx(expected_sum));
}

TEST_CASE("on a periodic grid of 1 to 3 dimensions the nearest image counts") {
    for (const std::array<int, 3> sides : {std::array{7, 1, 1}, std::array{5, 4, 1}, std::array{4, 3, 2}}) {
        const auto positions = grid(sides);
        const Position extent{static_cast<float>(sides[0]), static_cast<float>(sides[1]), static_cast<float>(sides[2])};
        for (std::size_t i = 0; i < positions.size(); ++i)
            for (std::size_t j = 0; j < positions.size(); ++j) {
                // One source and one target: the expected number is the probability of the pair.
                const TopologyEnds pair{
                    {1, std::span(&positions[i], 1), extent}, {1, std::span(&positions[j], 1), extent}, false, 0};
                const double square = nearest_image(positions[i], positions[j], extent);
                CHECK(make(ByDistance{.C = 0.8, .lambda = 1.5, .periodic = true}, pair)->expected_synapses() ==
                      doctest::Approx(0.8 * std::exp(-square / 2.25)));
            }
    }
}

TEST_CASE("a grid has ends unless it is periodic, and then source and target must have the same") {
    const auto positions = line(6);
    const TopologyEnds ends{{6, positions, {6, 1, 1}}, {6, positions, {6, 1, 1}}, true, 0};
    const ByDistance open{.C = 1, .lambda = 1}, closed{.C = 1, .lambda = 1, .periodic = true};
    CHECK(all_sources(*make(open, ends), 6) == all_sources(*make(open, within(6, positions)), 6));
    // The nearest two of each unit, then the next two, and the one opposite, are 1, 2 and 3 steps away.
    const double of_one = 2 * std::exp(-1.0) + 2 * std::exp(-4.0) + std::exp(-9.0);
    CHECK(make(closed, ends)->expected_synapses() == doctest::Approx(6 * of_one));
    CHECK(refused(closed, {{6, positions, {6, 1, 1}}, {6, positions, {5, 1, 1}}, false, 0}) == "periodic");
    // Of a part of the grid, too.
    const TopologyEnds part{{2, std::span(positions).last(2), {6, 1, 1}}, {6, positions, {6, 1, 1}}, true, -4};
    CHECK(make(closed, part)->expected_synapses() == doctest::Approx(2 * of_one));
}

TEST_CASE("distance needs to know where units are") { CHECK(refused(ByDistance{}, within(5)) == "rule"); }

TEST_CASE("all_to_all connects all, with or without autapses, also between parts of one population") {
    CHECK(sources(*make(AllToAll{}, within(4)), 2) == std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(sources(*make(AllToAll{.autapses = false}, within(4)), 2) == std::vector<std::uint32_t>{0, 1, 3});
    // From units 2 to 5 of a population to all six: target 3 is source 1 there, and target 0 is no source.
    const TopologyEnds ends{{4, {}}, {6, {}}, true, -2};
    const auto topology = make(AllToAll{.autapses = false}, ends);
    CHECK(sources(*topology, 3) == std::vector<std::uint32_t>{0, 2, 3});
    CHECK(sources(*topology, 0) == std::vector<std::uint32_t>{0, 1, 2, 3});
    CHECK(topology->expected_synapses() == 20);
}

TEST_CASE("pairwise_bernoulli connects every pair with the same probability, and independently") {
    for (const double p : {0.02, 0.5, 0.97}) {
        const auto topology = make(PairwiseBernoulli{.p = p}, within(40));
        constexpr int draws = 20'000;
        std::vector<double> counts(40, 0);
        double squares = 0;
        for (std::uint64_t seed = 0; seed < draws; ++seed) {
            const auto drawn = sources(*topology, 3, seed);
            CHECK(std::is_sorted(drawn.begin(), drawn.end(), std::less_equal<>()));  // and so none twice
            for (const std::uint32_t source : drawn) ++counts.at(source);
            squares += (static_cast<double>(drawn.size()) - 40 * p) * (static_cast<double>(drawn.size()) - 40 * p);
        }
        for (const double c : counts) CHECK(std::fabs(c / draws - p) < 5 * std::sqrt(p * (1 - p) / draws));
        // The number of sources is binomial: its variance is n p (1 - p).
        CHECK(squares / draws == doctest::Approx(40 * p * (1 - p)).epsilon(0.05));
        CHECK(topology->expected_synapses() == doctest::Approx(1600 * p));
    }
    CHECK(sources(*make(PairwiseBernoulli{.p = 1, .autapses = false}, within(4)), 2) ==
          std::vector<std::uint32_t>{0, 1, 3});
    CHECK(sources(*make(PairwiseBernoulli{.p = 0}, within(4)), 2).empty());
}

TEST_CASE("fixed_total_number makes exactly as many synapses, spread evenly over targets and sources") {
    const TopologyEnds ends{{30, {}}, {50, {}}, false, 0, 1, 7};
    const auto topology = make(FixedTotalNumber{.synapses = 100'000}, ends);
    std::vector<double> of_source(30, 0);
    std::size_t total = 0;
    for (std::uint32_t target = 0; target < 50; ++target) {
        const auto drawn = sources(*topology, target);
        CHECK(std::fabs(static_cast<double>(drawn.size()) - 2000) < 6 * std::sqrt(2000.0));
        total += drawn.size();
        for (const std::uint32_t source : drawn) ++of_source.at(source);
    }
    CHECK(total == 100'000);
    for (const double c : of_source) CHECK(std::fabs(c - 100'000.0 / 30) < 6 * std::sqrt(100'000.0 / 30));
    // Another projection or seed has other in-degrees; the same has the same.
    const auto first_degree = [](std::uint64_t seed, std::uint32_t id) {
        return sources(*make(FixedTotalNumber{.synapses = 100'000}, {{30, {}}, {50, {}}, false, 0, seed, id}), 0)
            .size();
    };
    CHECK(first_degree(1, 7) == first_degree(1, 7));
    CHECK((first_degree(1, 7) != first_degree(1, 8) || first_degree(1, 7) != first_degree(2, 7)));
    CHECK(refused(FixedTotalNumber{.synapses = std::int64_t{1} << 50}, within(5)) == "synapses");
}

TEST_CASE("one_to_one gives each target the source of its number, or one farther on") {
    CHECK(sources(*make(OneToOne{}, within(5)), 3) == std::vector<std::uint32_t>{3});
    CHECK(sources(*make(OneToOne{.shift = 3}, within(5)), 4) == std::vector<std::uint32_t>{2});
    CHECK(refused(OneToOne{}, {{4, {}}, {5, {}}, false, 0}) == "rule");
}
