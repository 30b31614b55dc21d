// Connection rules of liquids.
#pragma once

#include <optional>
#include <string>

#include "limen/topology.hpp"

namespace limen::lsm {

// Each target listens to `in_degree` sources, drawn uniformly.
struct FixedInDegree {
    std::int64_t in_degree = 10;
    bool multapses = true, autapses = true;
    static const Parameter<FixedInDegree> schema[3];
};

// Two units at a distance D are connected with probability C exp(-(D / lambda)^2):
// Maass, Natschlaeger and Markram 2002, Neural Computation 14:2531, section 4.
struct ByDistance {
    double C = 0.3, lambda = 2;
    bool autapses = false;
    static const Parameter<ByDistance> schema[3];
};

struct AllToAll {
    bool autapses = true;
    static const Parameter<AllToAll> schema[1];
};

// Any source and any target are connected with the same probability (Erdos and Renyi).
struct PairwiseBernoulli {
    double p = 0.1;
    bool autapses = true;
    static const Parameter<PairwiseBernoulli> schema[2];
};

// So many synapses in all, each between a random source and a random target.
struct FixedTotalNumber {
    std::int64_t synapses = 1000;
    static const Parameter<FixedTotalNumber> schema[1];
};

struct OneToOne {
    std::int64_t shift = 0;
    static const Parameter<OneToOne> schema[1];
};

// The source that is the target itself, if there is one.
std::optional<std::uint32_t> self_of(const TopologyEnds&, std::uint32_t target);
// The number of targets that are sources too.
double count_selves(const TopologyEnds&);

template <class Rule>
class TopologyMaker : public TopologyFactory {
public:
    std::unique_ptr<Topology> make(const Parameters&, const TopologyEnds&) const override;
};

}  // namespace limen::lsm
