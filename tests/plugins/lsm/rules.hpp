// Connection rules made as the engine makes them, and what they give.
#pragma once

#include <string>

#include "lsm/topologies.hpp"

namespace limen::lsm::test {

template <class Rule>
std::unique_ptr<Topology> make(const Rule& rule, const TopologyEnds& ends) {
    std::map<std::string, Value> values;
    for (const Parameter<Rule>& p : Rule::schema)
        values[p.name] = std::visit([&](auto member) { return Value(rule.*member); }, p.member);
    auto topology = TopologyMaker<Rule>().make(Parameters(values), ends);
    topology->prepare();
    return topology;
}

inline std::vector<std::uint32_t> sources(const Topology& topology, std::uint32_t target, std::uint64_t seed = 1) {
    Random random(seed, Purpose::connectivity, 0, target);
    std::vector<std::uint32_t> found;
    topology.sources_of(target, random, found);
    return found;
}

// The sources of each of so many targets.
using Lists = std::vector<std::vector<std::uint32_t>>;
inline Lists all_sources(const Topology& topology, std::uint32_t targets) {
    Lists lists;
    for (std::uint32_t target = 0; target < targets; ++target) lists.push_back(sources(topology, target));
    return lists;
}

// How many synapses each of so many sources has.
inline std::vector<std::size_t> out_degrees(const Lists& lists, std::uint32_t sources) {
    std::vector<std::size_t> degrees(sources, 0);
    for (const auto& list : lists)
        for (const std::uint32_t source : list) ++degrees.at(source);
    return degrees;
}

// The key that is refused, or "".
template <class Rule>
std::string refused(const Rule& rule, const TopologyEnds& ends) {
    try {
        make(rule, ends);
    } catch (const ParameterError& error) {
        return error.key();
    }
    return "";
}

// All of one population of n units to all of it.
inline TopologyEnds within(std::uint32_t n, std::span<const Position> positions = {}) {
    return {{n, positions}, {n, positions}, true, 0};
}

}  // namespace limen::lsm::test
