// The network that is being simulated, as a Boost.Graph graph: a view of the compressed synapses, without a copy.
// Models VertexListGraph, IncidenceGraph, AdjacencyGraph and EdgeListGraph, with property maps for the vertex index,
// the weight and the delay of each synapse, so that Boost.Graph's algorithms and users' own run on it.
#pragma once

#include <boost/graph/adjacency_iterator.hpp>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>

#include <cstdint>
#include <span>
#include <utility>

#include "limen/connect/delay_class.hpp"
#include "limen/connect/network_block.hpp"

namespace limen {

// One synapse. Its place is (block, delay class, number in the row).
struct NetworkEdge {
    std::uint32_t source = 0, target = 0;
    std::uint32_t block = 0, delay_class = 0, number = 0;
    friend bool operator==(const NetworkEdge&, const NetworkEdge&) = default;
};

// Shows a network's blocks; they must outlive it. Any thread.
class NetworkGraph {
public:
    NetworkGraph(std::uint32_t units, std::span<const NetworkBlock> blocks, std::span<const DelayClass> delay_classes)
        : x_units(units), x_blocks(blocks), x_delay_classes(delay_classes) {}

    std::uint32_t units() const noexcept { return x_units; }
    std::uint64_t synapses() const noexcept {
        std::uint64_t sum = 0;
        for (const NetworkBlock& block : x_blocks) sum += block.rows.size();
        return sum;
    }
    float weight(const NetworkEdge& e) const noexcept {
        return x_blocks[e.block].rows.row(e.source, e.delay_class).weight(e.number);
    }
    double delay(const NetworkEdge& e) const noexcept {
        const DelayClass& c = x_delay_classes[e.delay_class];
        if (!c.continuous()) return c.delay;
        const SynapseRows& rows = x_blocks[e.block].rows;
        return rows.delays(e.delay_class)[rows.first_in_class(e.source, e.delay_class) + e.number];
    }

    // Walks the synapses of the sources [vertex, end): block by block, class by class.
    class EdgeIterator : public boost::iterator_facade<EdgeIterator, const NetworkEdge, boost::forward_traversal_tag> {
    public:
        EdgeIterator() = default;
        EdgeIterator(const NetworkGraph& graph, std::uint32_t vertex, std::uint32_t end) : x_graph(&graph), x_end(end) {
            x_edge.source = vertex;
            settle();
        }

    private:
        friend class boost::iterator_core_access;
        const NetworkEdge& dereference() const { return x_edge; }
        bool equal(const EdgeIterator& other) const { return x_edge == other.x_edge; }
        void increment() {
            ++x_edge.number;
            settle();
        }
        // From the current place, or the nearest after it that holds a synapse; at the end all but the source is 0.
        void settle() {
            const auto& blocks = x_graph->x_blocks;
            for (; x_edge.source < x_end; ++x_edge.source, x_edge.block = 0)
                for (; x_edge.block < blocks.size(); ++x_edge.block, x_edge.delay_class = 0)
                    for (; x_edge.delay_class < blocks[x_edge.block].rows.classes();
                         ++x_edge.delay_class, x_edge.number = 0) {
                        const auto row = blocks[x_edge.block].rows.row(x_edge.source, x_edge.delay_class);
                        if (x_edge.number < row.targets.size()) {
                            x_edge.target = blocks[x_edge.block].first + row.targets[x_edge.number];
                            return;
                        }
                    }
            x_edge = {.source = x_end};
        }

        const NetworkGraph* x_graph = nullptr;
        NetworkEdge x_edge;
        std::uint32_t x_end = 0;
    };

private:
    std::uint32_t x_units;
    std::span<const NetworkBlock> x_blocks;
    std::span<const DelayClass> x_delay_classes;
};

// The functions that Boost.Graph's concepts ask for, found by argument-dependent lookup.
inline std::uint32_t num_vertices(const NetworkGraph& g) { return g.units(); }
inline std::uint64_t num_edges(const NetworkGraph& g) { return g.synapses(); }
inline std::uint32_t source(const NetworkEdge& e, const NetworkGraph&) { return e.source; }
inline std::uint32_t target(const NetworkEdge& e, const NetworkGraph&) { return e.target; }

inline auto vertices(const NetworkGraph& g) {
    using Iterator = boost::counting_iterator<std::uint32_t>;
    return std::pair(Iterator(0), Iterator(g.units()));
}
inline auto out_edges(std::uint32_t v, const NetworkGraph& g) {
    return std::pair(NetworkGraph::EdgeIterator(g, v, v + 1), NetworkGraph::EdgeIterator(g, v + 1, v + 1));
}
inline auto edges(const NetworkGraph& g) {
    return std::pair(NetworkGraph::EdgeIterator(g, 0, g.units()), NetworkGraph::EdgeIterator(g, g.units(), g.units()));
}
inline std::uint64_t out_degree(std::uint32_t v, const NetworkGraph& g) {
    const auto [begin, end] = out_edges(v, g);
    return static_cast<std::uint64_t>(std::distance(begin, end));
}

// Reads the weight (float) or the delay (ms) of an edge.
template <auto member>
struct EdgeMap {
    const NetworkGraph* graph;
};
using WeightMap = EdgeMap<&NetworkGraph::weight>;
using DelayMap = EdgeMap<&NetworkGraph::delay>;
template <auto member>
auto get(const EdgeMap<member>& map, const NetworkEdge& e) {
    return (map.graph->*member)(e);
}

inline boost::identity_property_map get(boost::vertex_index_t, const NetworkGraph&) { return {}; }
inline WeightMap get(boost::edge_weight_t, const NetworkGraph& g) { return {&g}; }
inline DelayMap delay_map(const NetworkGraph& g) { return {&g}; }

}  // namespace limen

template <>
struct boost::graph_traits<limen::NetworkGraph> {
    using vertex_descriptor = std::uint32_t;
    using edge_descriptor = limen::NetworkEdge;
    using directed_category = boost::directed_tag;
    using edge_parallel_category = boost::allow_parallel_edge_tag;
    struct traversal_category : virtual boost::vertex_list_graph_tag,
                                virtual boost::incidence_graph_tag,
                                virtual boost::adjacency_graph_tag,
                                virtual boost::edge_list_graph_tag {};
    using vertices_size_type = std::uint32_t;
    using edges_size_type = std::uint64_t;
    using degree_size_type = std::uint64_t;
    using vertex_iterator = boost::counting_iterator<std::uint32_t>;
    using out_edge_iterator = limen::NetworkGraph::EdgeIterator;
    using edge_iterator = limen::NetworkGraph::EdgeIterator;
    using adjacency_iterator =
        boost::adjacency_iterator_generator<limen::NetworkGraph, vertex_descriptor, out_edge_iterator>::type;
    static vertex_descriptor null_vertex() { return static_cast<vertex_descriptor>(-1); }
};

namespace limen {

inline auto adjacent_vertices(std::uint32_t v, const NetworkGraph& g) {
    using Iterator = boost::graph_traits<NetworkGraph>::adjacency_iterator;
    const auto [begin, end] = out_edges(v, g);
    return std::pair(Iterator(begin, &g), Iterator(end, &g));
}

}  // namespace limen

template <auto member>
struct boost::property_traits<limen::EdgeMap<member>> {
    using key_type = limen::NetworkEdge;
    using value_type =
        decltype((std::declval<const limen::NetworkGraph&>().*member)(std::declval<limen::NetworkEdge>()));
    using reference = value_type;
    using category = boost::readable_property_map_tag;
};
template <>
struct boost::property_map<limen::NetworkGraph, boost::vertex_index_t> {
    using type = boost::identity_property_map;
    using const_type = type;
};
template <>
struct boost::property_map<limen::NetworkGraph, boost::edge_weight_t> {
    using type = limen::WeightMap;
    using const_type = type;
};
