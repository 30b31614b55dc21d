// Strongly connected parts, against Boost.Graph's.
#include "esn/strong_components.hpp"

#include <doctest/doctest.h>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>
#include <map>
#include <set>

#include "limen/core/random.hpp"

using namespace limen;
using limen::esn::strong_components;
using Sparse = Eigen::SparseMatrix<double, Eigen::RowMajor>;
using Parts = std::set<std::vector<int>>;

namespace {

Sparse matrix_of(int n, const std::vector<std::pair<int, int>>& edges, double weight = 1) {
    Sparse matrix(n, n);
    for (const auto& [from, to] : edges) matrix.coeffRef(from, to) = weight;
    matrix.makeCompressed();
    return matrix;
}

Parts found(const Sparse& matrix) {
    const auto parts = strong_components(matrix);
    return {parts.begin(), parts.end()};
}

Parts by_boost(int n, const std::vector<std::pair<int, int>>& edges) {
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> graph(static_cast<std::size_t>(n));
    for (const auto& [from, to] : edges) add_edge(static_cast<std::size_t>(from), static_cast<std::size_t>(to), graph);
    std::vector<int> number(static_cast<std::size_t>(n));
    boost::strong_components(graph, boost::make_iterator_property_map(number.begin(), get(boost::vertex_index, graph)));
    std::map<int, std::vector<int>> members;
    for (int unit = 0; unit < n; ++unit) members[number[static_cast<std::size_t>(unit)]].push_back(unit);
    Parts parts;
    for (const auto& [_, units] : members)
        if (units.size() > 1 || std::find(edges.begin(), edges.end(), std::pair{units[0], units[0]}) != edges.end())
            parts.insert(units);
    return parts;
}

}  // namespace

TEST_CASE("a chain has no part, a self-loop is one, a ring is one") {
    CHECK(found(matrix_of(4, {{0, 1}, {1, 2}, {2, 3}, {0, 3}})).empty());
    CHECK(found(matrix_of(3, {{0, 1}, {1, 1}})) == Parts{{1}});
    CHECK(found(matrix_of(4, {{0, 2}, {2, 1}, {1, 0}, {3, 0}})) == Parts{{0, 1, 2}});
    CHECK(found(Sparse(0, 0)).empty());
}

TEST_CASE("entries that are stored but 0 join nothing") {
    CHECK(found(matrix_of(3, {{0, 1}, {1, 0}, {2, 2}}, 0)).empty());
}

TEST_CASE("random graphs have the parts that Boost finds") {
    for (std::uint32_t which = 0; which < 200; ++which) {
        Random random(2, Purpose::connectivity, which);
        const int n = 1 + static_cast<int>(random.below(30));
        std::vector<std::pair<int, int>> edges;
        for (std::uint32_t k = random.below(60); k > 0; --k)
            edges.emplace_back(static_cast<int>(random.below(static_cast<std::uint32_t>(n))),
                               static_cast<int>(random.below(static_cast<std::uint32_t>(n))));
        CAPTURE(which);
        CHECK(found(matrix_of(n, edges)) == by_boost(n, edges));
    }
}

TEST_CASE("a ring of a million units takes no recursion") {
    constexpr int n = 1'000'000;
    std::vector<Eigen::Triplet<double, int>> entries;
    for (int i = 0; i < n; ++i) entries.emplace_back(i, (i + 1) % n, 1.0);
    Sparse matrix(n, n);
    matrix.setFromTriplets(entries.begin(), entries.end());
    CHECK(strong_components(matrix).size() == 1);
}
