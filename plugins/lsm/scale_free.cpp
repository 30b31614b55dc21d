// Degrees that have no scale.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "limen/core/math.hpp"
#include "lsm/source_lists.hpp"
#include "lsm/topologies.hpp"

namespace limen::lsm {

const Parameter<ScaleFree> ScaleFree::schema[3] = {
    {"exponent", &ScaleFree::exponent, "", Range::positive, "of the law k^-exponent of the degrees; above 1"},
    {"min_degree", &ScaleFree::min_degree, "", Range::positive, "the smallest degree"},
    {"degree", &ScaleFree::degree, "", Range::any, "which degrees follow the law; the others come by chance", "in out"},
};

namespace {

// Rationale: boost::out_directed_plod_iterator draws all links from one stream, with the C library's pow, whose last
// bit differs between processors; its first link always joins unit 0 to itself, and a unit may get more links than
// there are units.
class ScaleFreeTopology : public Topology {
public:
    ScaleFreeTopology(const ScaleFree& rule, const TopologyEnds& ends)
        : x_rule(rule),
          x_ends(ends),
          x_outward(rule.degree == "out"),
          x_most((x_outward ? ends.target.size : ends.source.size) - (ends.same_population ? 1U : 0U)) {
        if (rule.exponent <= 1)
            throw ParameterError("exponent", fmt::format("is {}; it must be above 1", rule.exponent));
        if (rule.min_degree > x_most)
            throw ParameterError(
                "min_degree", fmt::format("is {}, but there are only {} units to draw from", rule.min_degree, x_most));
        x_beyond = at_least(static_cast<double>(x_most) + 1);
    }

    void prepare() override {
        if (!x_outward) return;
        x_lists = list_sources(x_ends.source.size, x_ends.target.size,
                               [this](std::uint32_t source, std::vector<std::uint32_t>& targets) {
                                   Random random(x_ends.seed, Purpose::connectivity, x_ends.id, source);
                                   draw_units({x_ends.target.size, self_as_target(x_ends, source), false},
                                              degree(source), random, targets);
                               });
    }

    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override {
        if (x_outward)
            x_lists.append(target, sources);
        else
            draw_units({x_ends.source.size, self_of(x_ends, target), false}, degree(target), random, sources);
    }

    // Of this seed: over seeds the number spreads widely.
    double expected_synapses() const override {
        double sum = 0;
        const std::uint32_t units = x_outward ? x_ends.source.size : x_ends.target.size;
        for (std::uint32_t unit = 0; unit < units; ++unit) sum += static_cast<double>(degree(unit));
        return sum;
    }

    double temporary_bytes() const override {
        return x_outward ? SourceLists::bytes(expected_synapses(), x_ends.target.size) : 0;
    }

private:
    // The share of the degrees that are k or more, if there were no largest one.
    double at_least(double k) const {
        return math::exp((1 - x_rule.exponent) * math::log(k / static_cast<double>(x_rule.min_degree)));
    }

    // By inversion of `at_least`, below the largest degree; from a stream of its own, so that it is known in advance.
    std::uint64_t degree(std::uint32_t unit) const {
        constexpr std::uint64_t of_degrees = 1;
        Random random(x_ends.seed, Purpose::connectivity, x_ends.id, unit, of_degrees);
        const double share = 1 - random.uniform() * (1 - x_beyond);
        const double k = static_cast<double>(x_rule.min_degree) * math::exp(math::log(share) / (1 - x_rule.exponent));
        return std::clamp(static_cast<std::uint64_t>(std::min(k, static_cast<double>(x_most))),
                          static_cast<std::uint64_t>(x_rule.min_degree), static_cast<std::uint64_t>(x_most));
    }

    ScaleFree x_rule;
    TopologyEnds x_ends;
    bool x_outward;
    std::int64_t x_most;  // the largest degree
    double x_beyond = 0;
    SourceLists x_lists;
};

}  // namespace

template <>
std::unique_ptr<Topology> TopologyMaker<ScaleFree>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<ScaleFreeTopology>(from_parameters<ScaleFree>(p), ends);
}

}  // namespace limen::lsm
