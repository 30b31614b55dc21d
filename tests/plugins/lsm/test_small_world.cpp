// The ring lattice, the random graph, and what lies between them.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "rules.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

namespace {

constexpr std::uint32_t n = 1000;
constexpr std::uint32_t k = 10;

Lists drawn(double rewiring) {
    return all_sources(*make(SmallWorld{.neighbours = k, .rewiring = rewiring}, within(n)), n);
}

// How often, of two sources of a unit, the one listens to the other.
double clustering(const Lists& lists) {
    double pairs = 0, closed = 0;
    for (const auto& list : lists)
        for (const std::uint32_t a : list)
            for (const std::uint32_t b : list) {
                if (a == b) continue;
                ++pairs;
                closed += std::count(lists[a].begin(), lists[a].end(), b) > 0;
            }
    return closed / pairs;
}

// The mean over all pairs of units of the number of synapses on the shortest way from one to the other.
double path_length(const Lists& lists) {
    double sum = 0;
    for (std::uint32_t start = 0; start < n; ++start) {
        std::vector<std::uint32_t> reached{start};
        std::vector<int> steps(n, -1);
        steps[start] = 0;
        for (std::size_t i = 0; i < reached.size(); ++i)
            for (const std::uint32_t source : lists[reached[i]])
                if (steps[source] < 0) {
                    steps[source] = steps[reached[i]] + 1;
                    reached.push_back(source);
                }
        REQUIRE(reached.size() == n);
        sum = std::accumulate(steps.begin(), steps.end(), sum);
    }
    return sum / (double{n} * (n - 1));
}

}  // namespace

TEST_CASE("without rewiring each unit listens to its nearest on the ring, on both sides and across the end") {
    const auto topology = make(SmallWorld{.neighbours = 4, .rewiring = 0}, within(7));
    for (std::uint32_t target = 0; target < 7; ++target) {
        auto found = sources(*topology, target);
        std::sort(found.begin(), found.end());
        std::vector<std::uint32_t> nearest{(target + 1) % 7, (target + 2) % 7, (target + 5) % 7, (target + 6) % 7};
        std::sort(nearest.begin(), nearest.end());
        CHECK(found == nearest);
    }
    CHECK(topology->expected_synapses() == 28);
}

TEST_CASE("however much is rewired, each unit keeps its number of sources, all of them others and none twice") {
    for (const double rewiring : {0.0, 0.1, 1.0}) {
        const Lists lists = drawn(rewiring);
        for (std::uint32_t target = 0; target < n; ++target) {
            const std::set<std::uint32_t> distinct(lists[target].begin(), lists[target].end());
            CHECK(distinct.size() == k);
            CHECK(distinct.count(target) == 0);
        }
        const auto degrees = out_degrees(lists, n);
        CHECK(std::accumulate(degrees.begin(), degrees.end(), std::size_t{0}) == n * k);
    }
    // All the others, which leave nothing to choose.
    CHECK(sources(*make(SmallWorld{.neighbours = 4, .rewiring = 1}, within(5)), 2).size() == 4);
}

TEST_CASE("with the probability of rewiring a source is not one of the nearest") {
    double far = 0;
    const Lists lists = drawn(0.3);
    for (std::uint32_t target = 0; target < n; ++target)
        for (const std::uint32_t source : lists[target]) {
            const std::uint32_t steps = (source + n - target) % n;
            far += std::min(steps, n - steps) > k / 2;
        }
    // One that is drawn anew may be another of the nearest that was given up, which happens to 0.3 % of them.
    CHECK(std::fabs(far / (n * k) - 0.3) < 5 * std::sqrt(0.3 * 0.7 / (n * k)));
}

// Watts and Strogatz 1998; the lattice's clustering after Barrat and Weigt 2000, Eur. Phys. J. B 13:547.
TEST_CASE("a few short cuts shorten the paths long before the clustering is lost") {
    const double lattice = 3.0 * (k - 2) / (4.0 * (k - 1)), p = 0.1;
    const Lists ring = drawn(0), small_world = drawn(p), random = drawn(1);
    CHECK(clustering(ring) == doctest::Approx(lattice));
    CHECK(clustering(small_world) == doctest::Approx(lattice * std::pow(1 - p, 3)).epsilon(0.05));
    CHECK(clustering(random) == doctest::Approx(double{k} / (n - 1)).epsilon(0.2));
    // On the ring, 499 units on either side lie ceil(d / 5) synapses away, and one lies 100 away.
    double ring_sum = 100;
    for (int d = 1; d < 500; ++d) ring_sum += 2 * std::ceil(d / 5.0);
    CHECK(path_length(ring) == doctest::Approx(ring_sum / (n - 1)));
    CHECK(path_length(random) == doctest::Approx(std::log(n) / std::log(k)).epsilon(0.15));
    CHECK(path_length(small_world) < 2 * path_length(random));
}

TEST_CASE("a ring has as many sources as targets, even numbers of neighbours, and not all the units among them") {
    CHECK(refused(SmallWorld{.neighbours = 2}, {{4, {}}, {5, {}}, false, 0}) == "rule");
    CHECK(refused(SmallWorld{.neighbours = 3}, within(5)) == "neighbours");
    CHECK(refused(SmallWorld{.neighbours = 6}, within(6)) == "neighbours");
    CHECK(refused(SmallWorld{.neighbours = 4}, within(5)).empty());
    CHECK(refused(SmallWorld{.neighbours = 2}, {{5, {}}, {5, {}}, false, 0}).empty());
}
