// What of the plastic synapses of a block lasts: all that trials share.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/short_term_synapses.hpp"
#include "engine/stdp_synapses.hpp"

namespace limen {

struct Network;

// Any thread once built.
struct PlasticSynapses {
    struct ShortTerm {
        std::uint32_t delay_class;
        ShortTermSynapses synapses;
    };
    struct Stdp {
        std::uint32_t delay_class;
        StdpSynapses synapses;
        StdpRule rule;
    };
    std::vector<ShortTerm> short_term;  // where synapses have a state of their own; otherwise see ShortTermSources
    std::vector<Stdp> stdp;

    bool empty() const noexcept { return short_term.empty() && stdp.empty(); }
    std::uint64_t bytes() const noexcept;
};

// Those of one block of a network whose synapses are drawn; the same for any number of threads.
PlasticSynapses plastic_synapses(const Network&, const Model&, std::size_t block);

// What plastic synapses take beside their rows, lasting part and one trial together: for each synapse, and for each
// source and block.
struct PlasticBytes {
    double synapse = 0, row = 0;
};
PlasticBytes plastic_bytes(const ProjectionSpec&);

}  // namespace limen
