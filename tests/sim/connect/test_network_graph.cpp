// The simulated network is a Boost.Graph graph: its concepts hold, and Boost's algorithms give what a plain search
// gives.
#include "limen/connect/network_graph.hpp"

#include <doctest/doctest.h>

#include <boost/concept/assert.hpp>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/strong_components.hpp>
#include <set>

#include "limen/core/random.hpp"

using namespace limen;

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<NetworkGraph>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<NetworkGraph>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<NetworkGraph>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<NetworkGraph>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyMapConcept<WeightMap, NetworkEdge>));
BOOST_CONCEPT_ASSERT((boost::ReadablePropertyMapConcept<DelayMap, NetworkEdge>));

namespace {

constexpr std::uint32_t units = 60;
const std::vector<DelayClass> classes{{1.0, false}, {2.5, true}};

// Blocks of 25, 25 and 10 units with `count` random synapses, and the same as a plain adjacency list.
struct RandomNetwork {
    std::vector<NetworkBlock> blocks;
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> plain{units};
    std::multiset<std::tuple<std::uint32_t, std::uint32_t, float, double>> synapses;

    RandomNetwork(std::uint64_t seed, int count) {
        Random random(seed, Purpose::connectivity, 0);
        std::vector<std::vector<BlockSynapse>> of_block(3);
        for (int i = 0; i < count; ++i) {
            const auto source = random.below(units), target = random.below(units);
            const auto delay_class = static_cast<std::uint16_t>(source % 2);
            const float weight = static_cast<float>(random.uniform());
            of_block[target / 25].push_back({source, static_cast<std::uint16_t>(target % 25), delay_class, weight});
            add_edge(source, target, plain);
            synapses.insert({source, target, weight, classes[delay_class].delay});
        }
        const std::vector<SynapseRows::Sources> sources{{0, units}, {1, units - 1}};
        for (std::uint32_t b = 0; b < 3; ++b)
            blocks.push_back({25 * b, b < 2 ? 25U : 10U, SynapseRows(sources, of_block[b])});
    }
    NetworkGraph graph() const { return {units, blocks, classes}; }
};

}  // namespace

TEST_CASE("the edges of the graph are the synapses, with their weights and delays") {
    const RandomNetwork network(1, 400);
    const NetworkGraph graph = network.graph();
    CHECK(num_vertices(graph) == units);
    CHECK(num_edges(graph) == 400);
    decltype(network.synapses) seen;
    for (auto [e, end] = edges(graph); e != end; ++e)
        seen.insert(
            {source(*e, graph), target(*e, graph), get(get(boost::edge_weight, graph), *e), get(delay_map(graph), *e)});
    CHECK(seen == network.synapses);
    for (std::uint32_t v = 0; v < units; ++v) CHECK(out_degree(v, graph) == out_degree(v, network.plain));
}

TEST_CASE("strong_components finds the components of the network as it does in a plain adjacency list") {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const RandomNetwork network(seed, 70);  // sparse enough for several components
        const NetworkGraph graph = network.graph();
        std::vector<int> component(units), expected(units);
        const auto map = [](std::vector<int>& v) {
            return boost::make_iterator_property_map(v.begin(), boost::identity_property_map());
        };
        const int n = boost::strong_components(graph, map(component));
        CHECK(n == boost::strong_components(network.plain, map(expected)));
        CHECK(n > 1);
        for (std::uint32_t a = 0; a < units; ++a)
            for (std::uint32_t b = 0; b < a; ++b) CHECK((component[a] == component[b]) == (expected[a] == expected[b]));
    }
}

TEST_CASE("breadth_first_search reaches every unit at the same distance as in a plain adjacency list") {
    const RandomNetwork network(3, 120);
    const NetworkGraph graph = network.graph();
    const auto distances = [](const auto& g) {
        std::vector<int> distance(units, 0);
        boost::breadth_first_search(
            g, 0U,
            boost::visitor(boost::make_bfs_visitor(boost::record_distances(distance.data(), boost::on_tree_edge()))));
        return distance;
    };
    CHECK(distances(graph) == distances(network.plain));
}

TEST_CASE("dijkstra_shortest_paths adds up the delays") {
    const std::vector<SynapseRows::Sources> sources{{0, 3}, {0, 3}};
    const std::vector<BlockSynapse> synapses{{0, 1, 0, 1.F}, {1, 2, 1, 1.F}, {0, 2, 1, 1.F}, {2, 0, 0, 1.F}};
    std::vector<NetworkBlock> blocks;
    blocks.push_back({0, 3, SynapseRows(sources, synapses)});
    const NetworkGraph graph(3, blocks, classes);
    std::vector<double> distance(3);
    boost::dijkstra_shortest_paths(graph, 0U, boost::weight_map(delay_map(graph)).distance_map(distance.data()));
    CHECK(distance == std::vector<double>{0, 1.0, 2.5});
}
