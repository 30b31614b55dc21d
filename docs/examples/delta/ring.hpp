// A connection rule: each unit listens to those just before it on a ring.
#pragma once

#include "limen/connect/topology.hpp"

namespace delta {

struct Ring {
    std::int64_t neighbours = 1;
    static const limen::Parameter<Ring> schema[1];
};

inline const limen::Parameter<Ring> Ring::schema[1] = {
    {"neighbours", &Ring::neighbours, "", limen::Range::positive, "how many units before it each unit listens to"},
};

class RingTopology : public limen::Topology {
public:
    RingTopology(const Ring& ring, const limen::TopologyEnds& ends) : x_ring(ring), x_units(ends.target.size) {
        if (ends.source.size != ends.target.size)
            throw limen::ParameterError("rule", "a ring needs as many units in the source as in the target");
        if (ring.neighbours >= x_units)
            throw limen::ParameterError("neighbours", "must be fewer than there are units on the ring");
    }
    void sources_of(std::uint32_t target, limen::Random&, std::vector<std::uint32_t>& sources) const override {
        for (std::uint32_t back = 1; back <= x_ring.neighbours; ++back)
            sources.push_back((target + x_units - back) % x_units);
    }
    double expected_synapses() const override { return static_cast<double>(x_ring.neighbours) * x_units; }

private:
    Ring x_ring;
    std::uint32_t x_units;
};

class RingFactory : public limen::TopologyFactory {
public:
    std::unique_ptr<limen::Topology> make(const limen::Parameters& parameters,
                                          const limen::TopologyEnds& ends) const override {
        return std::make_unique<RingTopology>(limen::from_parameters<Ring>(parameters), ends);
    }
};

}  // namespace delta
