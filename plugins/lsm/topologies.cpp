// Draws the sources of each target.
#include "lsm/topologies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <unordered_set>

#include "limen/core/math.hpp"

namespace limen::lsm {

const Parameter<FixedInDegree> FixedInDegree::schema[3] = {
    {"in_degree", &FixedInDegree::in_degree, "", Range::not_negative, "synapses that each target receives"},
    {"multapses", &FixedInDegree::multapses, "", Range::any,
     "whether a source may be drawn more than once for a target"},
    {"autapses", &FixedInDegree::autapses, "", Range::any, "whether a unit may be its own source"},
};

const Parameter<ByDistance> ByDistance::schema[4] = {
    {"C", &ByDistance::C, "", Range::fraction, "probability at distance 0"},
    {"lambda", &ByDistance::lambda, "grid steps", Range::positive,
     "distance over which the probability falls to C / e"},
    {"autapses", &ByDistance::autapses, "", Range::any, "whether a unit may be its own source"},
    {"periodic", &ByDistance::periodic, "", Range::any,
     "whether the distance is measured around the grid's ends too, whichever way is shorter"},
};

const Parameter<AllToAll> AllToAll::schema[1] = {
    {"autapses", &AllToAll::autapses, "", Range::any, "whether a unit is its own source"},
};

std::optional<std::uint32_t> self_of(const TopologyEnds& ends, std::uint32_t target) {
    const std::int64_t source = std::int64_t{target} + ends.self_shift;
    if (!ends.same_population || source < 0 || source >= ends.source.size) return std::nullopt;
    return static_cast<std::uint32_t>(source);
}

std::optional<std::uint32_t> self_as_target(const TopologyEnds& ends, std::uint32_t source) {
    return self_of({ends.target, ends.source, ends.same_population, -ends.self_shift}, source);
}

bool is_relative_weight(double weight, const TopologyEnds& ends) {
    constexpr double most = std::numeric_limits<float>::max();
    return weight <= most && weight >= (ends.signed_weights ? -most : 0);
}

const char* relative_weight_range(const TopologyEnds& ends) {
    return ends.signed_weights ? "a finite number" : "a number that is 0 or more";
}

double count_selves(const TopologyEnds& ends) {
    double selves = 0;
    for (std::uint32_t target = 0; target < ends.target.size; ++target) selves += self_of(ends, target).has_value();
    return selves;
}

void draw_units(const Lot& lot, std::uint64_t degree, Random& random, std::vector<std::uint32_t>& drawn) {
    const std::uint32_t candidates = lot.units - (lot.left_out ? 1 : 0);
    const auto add = [&](std::uint32_t i) { drawn.push_back(lot.left_out && i >= *lot.left_out ? i + 1 : i); };
    if (lot.repeated) {
        for (std::uint64_t k = 0; k < degree; ++k) add(random.below(candidates));
        return;
    }
    // Floyd's algorithm: `degree` different numbers below `candidates`, every set equally likely.
    std::unordered_set<std::uint32_t> taken;
    for (auto last = static_cast<std::uint32_t>(candidates - degree); last < candidates; ++last) {
        const std::uint32_t number = random.below(last + 1);
        const std::uint32_t chosen = taken.count(number) == 0 ? number : last;
        taken.insert(chosen);
        add(chosen);
    }
}

void check_degree(const Degree& degree, std::uint32_t drawers) {
    if (degree.value > 0 && degree.candidates < (degree.repeated ? 1 : degree.value))
        throw ParameterError(degree.key,
                             fmt::format("is {}, but there are only {} units to draw from{}", degree.value,
                                         degree.candidates, degree.repeated ? "" : " and multapses are off"));
    if (degree.value > most_synapses / drawers)
        throw ParameterError(
            degree.key, fmt::format("is {}, which makes {:.3g} synapses; a projection has at most {}", degree.value,
                                    static_cast<double>(degree.value) * drawers, most_synapses));
}

namespace {

class FixedInDegreeTopology : public Topology {
public:
    FixedInDegreeTopology(const FixedInDegree& rule, const TopologyEnds& ends) : x_rule(rule), x_ends(ends) {
        const std::int64_t candidates =
            std::int64_t{ends.source.size} - (rule.autapses || !ends.same_population ? 0 : 1);
        check_degree({"in_degree", rule.in_degree, candidates, rule.multapses}, ends.target.size);
    }

    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override {
        const auto self = x_rule.autapses ? std::nullopt : self_of(x_ends, target);
        draw_units({x_ends.source.size, self, x_rule.multapses}, static_cast<std::uint64_t>(x_rule.in_degree), random,
                   sources);
    }

    double expected_synapses() const override { return static_cast<double>(x_rule.in_degree) * x_ends.target.size; }

private:
    FixedInDegree x_rule;
    TopologyEnds x_ends;
};

class DistanceTopology : public Topology {
public:
    DistanceTopology(const ByDistance& rule, const TopologyEnds& ends) : x_rule(rule), x_ends(ends) {
        if (ends.source.positions.empty() || ends.target.positions.empty())
            throw ParameterError("rule", "\"distance\" needs to know where units are: give both populations a `grid`");
        const Position &from = ends.source.extent, &to = ends.target.extent;
        if (rule.periodic && from != to)
            throw ParameterError("periodic", fmt::format("needs source and target to lie on grids of one extent, not "
                                                         "{} x {} x {} and {} x {} x {}",
                                                         from[0], from[1], from[2], to[0], to[1], to[2]));
    }

    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override {
        const auto self = x_rule.autapses ? std::nullopt : self_of(x_ends, target);
        for (std::uint32_t source = 0; source < x_ends.source.size; ++source)
            if (random.uniform() < probability(source, target) && source != self) sources.push_back(source);
    }

    double expected_synapses() const override {
        double sum = 0;
        for (std::uint32_t target = 0; target < x_ends.target.size; ++target) {
            const auto self = x_rule.autapses ? std::nullopt : self_of(x_ends, target);
            for (std::uint32_t source = 0; source < x_ends.source.size; ++source)
                if (source != self) sum += probability(source, target);
        }
        return sum;
    }

private:
    double probability(std::uint32_t source, std::uint32_t target) const {
        double square = 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            double d = double{x_ends.source.positions[source][axis]} - double{x_ends.target.positions[target][axis]};
            if (x_rule.periodic) d = std::min(std::fabs(d), double{x_ends.source.extent[axis]} - std::fabs(d));
            square += d * d;
        }
        return x_rule.C * math::exp(-square / (x_rule.lambda * x_rule.lambda));
    }

    ByDistance x_rule;
    TopologyEnds x_ends;
};

class AllToAllTopology : public Topology {
public:
    AllToAllTopology(const AllToAll& rule, const TopologyEnds& ends) : x_rule(rule), x_ends(ends) {}

    void sources_of(std::uint32_t target, Random&, std::vector<std::uint32_t>& sources) const override {
        const auto self = x_rule.autapses ? std::nullopt : self_of(x_ends, target);
        for (std::uint32_t source = 0; source < x_ends.source.size; ++source)
            if (source != self) sources.push_back(source);
    }

    double expected_synapses() const override {
        return static_cast<double>(x_ends.source.size) * x_ends.target.size -
               (x_rule.autapses ? 0 : count_selves(x_ends));
    }

private:
    AllToAll x_rule;
    TopologyEnds x_ends;
};

}  // namespace

template <>
std::unique_ptr<Topology> TopologyMaker<FixedInDegree>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<FixedInDegreeTopology>(from_parameters<FixedInDegree>(p), ends);
}
template <>
std::unique_ptr<Topology> TopologyMaker<ByDistance>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<DistanceTopology>(from_parameters<ByDistance>(p), ends);
}
template <>
std::unique_ptr<Topology> TopologyMaker<AllToAll>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<AllToAllTopology>(from_parameters<AllToAll>(p), ends);
}

}  // namespace limen::lsm
