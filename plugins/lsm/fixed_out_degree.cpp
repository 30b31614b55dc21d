// Draws the targets of each source, and lists them by target.
#include "lsm/source_lists.hpp"
#include "lsm/topologies.hpp"

namespace limen::lsm {

const Parameter<FixedOutDegree> FixedOutDegree::schema[3] = {
    {"out_degree", &FixedOutDegree::out_degree, "", Range::not_negative, "synapses that each source sends on"},
    {"multapses", &FixedOutDegree::multapses, "", Range::any,
     "whether a target may be drawn more than once for a source"},
    {"autapses", &FixedOutDegree::autapses, "", Range::any, "whether a unit may be its own target"},
};

namespace {

class FixedOutDegreeTopology : public Topology {
public:
    FixedOutDegreeTopology(const FixedOutDegree& rule, const TopologyEnds& ends) : x_rule(rule), x_ends(ends) {
        const std::int64_t candidates =
            std::int64_t{ends.target.size} - (rule.autapses || !ends.same_population ? 0 : 1);
        check_degree({"out_degree", rule.out_degree, candidates, rule.multapses}, ends.source.size);
    }

    void prepare() override {
        x_lists = list_sources(x_ends.source.size, x_ends.target.size,
                               [this](std::uint32_t source, std::vector<std::uint32_t>& targets) {
                                   Random random(x_ends.seed, Purpose::connectivity, x_ends.id, source);
                                   const auto self = x_rule.autapses ? std::nullopt : self_as_target(x_ends, source);
                                   draw_units({x_ends.target.size, self, x_rule.multapses},
                                              static_cast<std::uint64_t>(x_rule.out_degree), random, targets);
                               });
    }

    void sources_of(std::uint32_t target, Random&, std::vector<std::uint32_t>& sources) const override {
        x_lists.append(target, sources);
    }

    double expected_synapses() const override { return static_cast<double>(x_rule.out_degree) * x_ends.source.size; }
    double temporary_bytes() const override { return SourceLists::bytes(expected_synapses(), x_ends.target.size); }

private:
    FixedOutDegree x_rule;
    TopologyEnds x_ends;
    SourceLists x_lists;
};

}  // namespace

template <>
std::unique_ptr<Topology> TopologyMaker<FixedOutDegree>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<FixedOutDegreeTopology>(from_parameters<FixedOutDegree>(p), ends);
}

}  // namespace limen::lsm
