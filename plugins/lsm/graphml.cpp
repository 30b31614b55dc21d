// Reads synapses from the edges of a GraphML file.
#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/graphml.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <sstream>

#include "limen/files/identity.hpp"
#include "limen/files/regular_file.hpp"
#include "limen/files/text_file.hpp"
#include "limen/schema/data_checks.hpp"
#include "lsm/listed_topology.hpp"
#include "lsm/topologies.hpp"
#include "lsm/xml_depth.hpp"

namespace limen::lsm {

const Parameter<GraphmlFile> GraphmlFile::schema[4] = {
    {"file", &GraphmlFile::file, "path", Range::any, "GraphML file, relative to the model"},
    {"weight_attribute", &GraphmlFile::weight_attribute, "", Range::any,
     "attribute of the edges with their relative weights, if it is there; empty: none"},
    {"delay_attribute", &GraphmlFile::delay_attribute, "", Range::any,
     "attribute of the edges with their delays in ms, if it is there; empty: none"},
    {"ignore", &GraphmlFile::ignore, "", Range::any, "attributes that are not to be used"},
};

namespace {

struct Edge {
    std::size_t source, target;
    double weight = std::numeric_limits<double>::quiet_NaN();  // NaN: none was given
    double delay = std::numeric_limits<double>::quiet_NaN();   // the same
};

// What boost::read_graphml fills: vertices are numbers in the order of the file.
// Rationale: a graph of Boost's would hold every edge twice more, and would take "nan" for a weight.
class EdgeList : public boost::mutate_graph {
public:
    EdgeList(const TopologyEnds& ends, const GraphmlFile& rule) : x_ends(ends), x_rule(rule) {}
    bool is_directed() const override { return true; }
    boost::any do_add_vertex() override { return x_vertices++; }
    std::pair<boost::any, bool> do_add_edge(boost::any source, boost::any target) override {
        x_edges.push_back({boost::any_cast<std::size_t>(source), boost::any_cast<std::size_t>(target)});
        return {x_edges.size() - 1, true};
    }
    void set_graph_property(const std::string&, const std::string&, const std::string&) override {}
    void set_vertex_property(const std::string& name, boost::any, const std::string&, const std::string&) override {
        x_of_vertices.insert(name);
    }
    void set_edge_property(const std::string& name, boost::any edge, const std::string& value,
                           const std::string&) override {
        const text::Number number = text::number_of(value);
        const bool finite = number.kind == text::NumberKind::finite;
        const auto refuse = [&](const char* what, const char* range) {
            throw std::invalid_argument(fmt::format("edge {} has the {} \"{}\"; a {} must be {}", x_edges.size(), name,
                                                    value.substr(0, 40), what, range));
        };
        Edge& of = x_edges[boost::any_cast<std::size_t>(edge)];
        if (name == x_rule.weight_attribute) {
            if (!finite || !is_relative_weight(number.value, x_ends))
                refuse("relative weight", relative_weight_range(x_ends));
            of.weight = number.value;
        } else if (name == x_rule.delay_attribute && !x_ends.signed_weights) {
            if (!finite || !is_own_delay(number.value)) refuse("delay", "a number of ms above 0");
            of.delay = number.value;
        } else {
            x_unused.insert(name);
        }
    }

    std::size_t vertices() const noexcept { return x_vertices; }
    const std::vector<Edge>& edges() const noexcept { return x_edges; }
    const std::set<std::string>& of_vertices() const noexcept { return x_of_vertices; }  // attributes
    const std::set<std::string>& unused() const noexcept { return x_unused; }            // attributes of edges

private:
    const TopologyEnds& x_ends;
    const GraphmlFile& x_rule;
    std::set<std::string> x_unused, x_of_vertices;
    std::size_t x_vertices = 0;
    std::vector<Edge> x_edges;
};

std::string text_of(const std::filesystem::path& path) {
    // Boost's tree of a file takes seventy times as many bytes.
    constexpr std::uintmax_t most_bytes = std::uintmax_t{16} << 20U;
    require_regular_file(path);
    note_input(path);
    if (const auto size = std::filesystem::file_size(path); size > most_bytes)
        throw DataError(path, "",
                        fmt::format("has {} bytes, and a GraphML file at most {}; the rule \"csr\" takes "
                                    "larger networks from HDF5",
                                    size, most_bytes));
    std::string text = text::whole_file(path);
    if (text.empty()) throw DataError(path, "", "is empty");
    if (text.find('\0') != std::string::npos)
        throw DataError(path, "",
                        "holds bytes that are 0, as UTF-16 does; it must be XML in UTF-8, as with: "
                        "iconv -f UTF-16 -t UTF-8");
    return text;
}

EdgeList read(const std::filesystem::path& path, const GraphmlFile& rule, const TopologyEnds& ends) {
    const std::string text = text_of(path);
    // Boost's parser calls itself for each element within another.
    constexpr std::size_t most_depth = 64;
    if (xml_depth(text) > most_depth)
        throw DataError(
            path, "",
            fmt::format("has elements nested more than {} deep, a document type, or tags that are no XML", most_depth));
    EdgeList list(ends, rule);
    try {
        std::istringstream stream(text);
        boost::read_graphml(stream, list, 0);
    } catch (const boost::undirected_graph_error&) {
        throw DataError(path, "", "has undirected edges; a synapse needs a direction (edgedefault=\"directed\")");
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& failure) {
        throw DataError(path, "", fmt::format("is not a GraphML file that can be read: {}", failure.what()));
    }
    return list;
}

// What an edge has beside the weight is dropped only if the model says so: it may be the weight by another name.
void refuse_unused(const std::filesystem::path& path, const EdgeList& list, const GraphmlFile& rule,
                   const TopologyEnds& ends) {
    for (const std::string& name : list.unused()) {
        if (std::find(rule.ignore.begin(), rule.ignore.end(), name) != rule.ignore.end()) continue;
        throw DataError(path, "",
                        refusal_of_unused("edge attribute", name, {rule.weight_attribute, rule.delay_attribute},
                                          "attribute", ends));
    }
}

// Those of vertices are often but names and places.
std::vector<std::string> notes_of(const EdgeList& list, const GraphmlFile& rule) {
    std::vector<std::string> notes;
    constexpr std::size_t most = 5;
    for (const std::string& name : list.of_vertices())
        if (std::find(rule.ignore.begin(), rule.ignore.end(), name) == rule.ignore.end() && notes.size() < most)
            notes.push_back(
                fmt::format("hears synapses of {}, where {}", rule.file, not_used("vertex attribute", name, {})));
    return notes;
}

// By target; each target's in the order of the file.
SourceLists lists_of(const std::vector<Edge>& edges, std::uint32_t targets, bool weighted, bool delayed) {
    SourceLists lists{std::vector<std::uint64_t>(std::size_t{targets} + 1, 0), std::vector<std::uint32_t>(edges.size()),
                      std::vector<float>(weighted ? edges.size() : 0), std::vector<float>(delayed ? edges.size() : 0)};
    for (const Edge& edge : edges) ++lists.starts[edge.target + 1];
    for (std::size_t t = 0; t < targets; ++t) lists.starts[t + 1] += lists.starts[t];
    std::vector<std::uint64_t> next = lists.starts;
    for (const Edge& edge : edges) {
        const std::uint64_t entry = next[edge.target]++;
        lists.sources[entry] = static_cast<std::uint32_t>(edge.source);
        if (weighted) lists.weights[entry] = static_cast<float>(edge.weight);
        if (delayed) lists.delays[entry] = static_cast<float>(edge.delay);
    }
    return lists;
}

// An attribute that all edges have, or none.
struct Attribute {
    const char* key;          // of the rule
    const std::string& name;  // as the model gives it
    const char* usual;        // that need not be there
    const char* what;
    double Edge::*value;
};

// Whether the edges have it. Throws DataError where some have, ParameterError where it was asked for and none has.
bool has(const Attribute& attribute, const std::vector<Edge>& edges, const std::filesystem::path& path) {
    const auto without =
        std::count_if(edges.begin(), edges.end(), [&](const Edge& edge) { return std::isnan(edge.*attribute.value); });
    if (without == 0) return !edges.empty();
    if (without != static_cast<std::ptrdiff_t>(edges.size()))
        throw DataError(path, "",
                        fmt::format("has {} edges without a {}, and others with one; all or none must "
                                    "have one, or the key a default",
                                    without, attribute.what));
    if (!attribute.name.empty() && attribute.name != attribute.usual)
        throw ParameterError(attribute.key, fmt::format("is \"{}\", but no edge of {} has that attribute",
                                                        attribute.name, path.string()));
    return false;
}

}  // namespace

// What cannot be read, make() tells.
std::optional<DelayRange> own_delays(const GraphmlFile& rule, const std::filesystem::path& folder) {
    if (rule.file.empty() || rule.delay_attribute.empty()) return std::nullopt;
    const TopologyEnds unknown{.folder = folder};
    try {
        DelayRange range{std::numeric_limits<float>::max(), 0};
        const EdgeList list = read(folder / rule.file, rule, unknown);
        for (const Edge& edge : list.edges()) {
            range.shortest = std::fmin(range.shortest, static_cast<float>(edge.delay));  // fmin leaves NaN out
            range.longest = std::fmax(range.longest, static_cast<float>(edge.delay));
        }
        return range.longest > 0 ? std::optional(range) : std::nullopt;
    } catch (const DataError&) {
        return std::nullopt;
    }
}

template <>
std::unique_ptr<Topology> TopologyMaker<GraphmlFile>::make(const Parameters& p, const TopologyEnds& ends) const {
    const auto rule = from_parameters<GraphmlFile>(p);
    if (rule.file.empty()) throw ParameterError("file", "must name a GraphML file with the synapses");
    const std::filesystem::path path = ends.folder / rule.file;
    const EdgeList list = read(path, rule, ends);
    refuse_unused(path, list, rule, ends);
    if (list.vertices() != ends.source.size || list.vertices() != ends.target.size)
        throw DataError(path, "",
                        fmt::format("has {} vertices, those included that only edges name; there must be as "
                                    "many as sources, {}, and as targets, {}",
                                    list.vertices(), ends.source.size, ends.target.size));
    const bool weighted = has({.key = "weight_attribute",
                               .name = rule.weight_attribute,
                               .usual = "weight",
                               .what = "weight",
                               .value = &Edge::weight},
                              list.edges(), path);
    const bool delayed = !ends.signed_weights && has({.key = "delay_attribute",
                                                      .name = rule.delay_attribute,
                                                      .usual = "delay",
                                                      .what = "delay",
                                                      .value = &Edge::delay},
                                                     list.edges(), path);
    return std::make_unique<ListedTopology>(lists_of(list.edges(), ends.target.size, weighted, delayed),
                                            notes_of(list, rule));
}

}  // namespace limen::lsm
