// Rings with short cuts.
#include <fmt/format.h>

#include <unordered_set>

#include "lsm/topologies.hpp"

namespace limen::lsm {

const Parameter<SmallWorld> SmallWorld::schema[2] = {
    {"neighbours", &SmallWorld::neighbours, "", Range::not_negative,
     "how many of its nearest on a ring each target listens to, half of them on either side"},
    {"rewiring", &SmallWorld::rewiring, "", Range::fraction, "probability that such a source is drawn anew"},
};

namespace {

// Rationale: boost::small_world_iterator goes through all links in one stream of random numbers, so they would have to
// be listed and could not be drawn in parallel; besides, it never rewires the first one, lets two links of a unit go to
// the same partner, and does not end where a unit's neighbours are all the units.
class SmallWorldTopology : public Topology {
public:
    SmallWorldTopology(const SmallWorld& rule, const TopologyEnds& ends) : x_rule(rule), x_units(ends.target.size) {
        if (ends.source.size != ends.target.size)
            throw ParameterError("rule", fmt::format("\"small_world\" needs as many sources as targets, not {} and {}",
                                                     ends.source.size, ends.target.size));
        if (rule.neighbours % 2 != 0)
            throw ParameterError("neighbours",
                                 fmt::format("is {}; it must be even: half of them on either side", rule.neighbours));
        if (rule.neighbours >= x_units)
            throw ParameterError("neighbours",
                                 fmt::format("is {}, but each unit has only {} others", rule.neighbours, x_units - 1));
    }

    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override {
        std::unordered_set<std::uint32_t> taken{target};
        std::int64_t rewired = 0;
        const auto keep = [&](std::int64_t source) {
            taken.insert(static_cast<std::uint32_t>(source));
            sources.push_back(static_cast<std::uint32_t>(source));
        };
        for (std::int64_t step = 1; step <= x_rule.neighbours / 2; ++step)
            for (const std::int64_t source : {target + step, target - step + x_units}) {
                if (random.uniform() < x_rule.rewiring)
                    ++rewired;
                else
                    keep(source % x_units);
            }
        while (rewired > 0)
            if (const std::uint32_t source = random.below(static_cast<std::uint32_t>(x_units));
                taken.count(source) == 0) {
                keep(source);
                --rewired;
            }
    }

    double expected_synapses() const override {
        return static_cast<double>(x_rule.neighbours) * static_cast<double>(x_units);
    }

private:
    SmallWorld x_rule;
    std::int64_t x_units;
};

}  // namespace

template <>
std::unique_ptr<Topology> TopologyMaker<SmallWorld>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<SmallWorldTopology>(from_parameters<SmallWorld>(p), ends);
}

}  // namespace limen::lsm
