// Connection rules of liquids.
#pragma once

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

template <class Rule>
class TopologyMaker : public TopologyFactory {
public:
    std::unique_ptr<Topology> make(const Parameters&, const TopologyEnds&) const override;
};

}  // namespace limen::lsm
