// So many targets for each source.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "rules.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

TEST_CASE("fixed_out_degree gives each source its number of targets, all units equally often") {
    const TopologyEnds ends{{4000, {}}, {50, {}}, false, 0, 1, 7};
    const auto topology = make(FixedOutDegree{.out_degree = 20}, ends);
    const Lists lists = all_sources(*topology, 50);
    CHECK(out_degrees(lists, 4000) == std::vector<std::size_t>(4000, 20));
    for (const auto& list : lists) CHECK(std::fabs(static_cast<double>(list.size()) - 1600) < 6 * std::sqrt(1600.0));
    CHECK(topology->expected_synapses() == 80'000);
}

TEST_CASE("another seed or projection draws other targets, and the same draws the same") {
    const auto drawn = [](std::uint64_t seed, std::uint32_t id) {
        return all_sources(*make(FixedOutDegree{}, {{50, {}}, {50, {}}, false, 0, seed, id}), 50);
    };
    CHECK(drawn(1, 7) == drawn(1, 7));
    CHECK(drawn(1, 7) != drawn(1, 8));
    CHECK(drawn(1, 7) != drawn(2, 7));
}

TEST_CASE("without multapses no source of a list is there twice, and without autapses none is the target") {
    const auto topology = make(FixedOutDegree{.out_degree = 3, .multapses = false, .autapses = false}, within(5));
    const Lists lists = all_sources(*topology, 5);
    CHECK(out_degrees(lists, 5) == std::vector<std::size_t>(5, 3));
    for (std::uint32_t target = 0; target < 5; ++target) {
        const std::set<std::uint32_t> distinct(lists[target].begin(), lists[target].end());
        CHECK(distinct.size() == lists[target].size());
        CHECK(distinct.count(target) == 0);
    }
    // From units 2 to 5 of a population to all six: source 1 is target 3 there.
    const auto partly =
        make(FixedOutDegree{.out_degree = 5, .multapses = false, .autapses = false}, {{4, {}}, {6, {}}, true, -2});
    CHECK(sources(*partly, 3) == std::vector<std::uint32_t>{0, 2, 3});
    CHECK(sources(*partly, 0) == std::vector<std::uint32_t>{0, 1, 2, 3});
}

TEST_CASE("more targets than there are, and more synapses than can be, are refused") {
    CHECK(refused(FixedOutDegree{.out_degree = 6, .multapses = false}, within(5)) == "out_degree");
    CHECK(refused(FixedOutDegree{.out_degree = 5, .multapses = false, .autapses = false}, within(5)) == "out_degree");
    CHECK(refused(FixedOutDegree{.out_degree = 5, .multapses = false}, within(5)).empty());
    CHECK(refused(FixedOutDegree{.out_degree = 1, .autapses = false}, within(1)) == "out_degree");
    CHECK(refused(FixedOutDegree{.out_degree = 0}, within(1)).empty());
    CHECK(refused(FixedOutDegree{.out_degree = std::int64_t{1} << 38}, within(5)) == "out_degree");
}

TEST_CASE("a rule that is only estimated takes no memory, and foretells what it will take") {
    const Parameters parameters({{"out_degree", std::int64_t{100'000'000}}, {"multapses", true}, {"autapses", true}});
    const auto topology = TopologyMaker<FixedOutDegree>().make(parameters, within(10'000));
    CHECK(topology->expected_synapses() == 1e12);
    CHECK(topology->temporary_bytes() == 4e12 + 10'001 * 8);
}
