// Rules that connect by chance alone, wherever the units are: by pairs, or by the number of all synapses.
#include <fmt/format.h>

#include <boost/random/binomial_distribution.hpp>
#include <cmath>
#include <numeric>

#include "limen/core/math.hpp"
#include "lsm/topologies.hpp"

namespace limen::lsm {

const Parameter<PairwiseBernoulli> PairwiseBernoulli::schema[2] = {
    {"p", &PairwiseBernoulli::p, "", Range::fraction, "probability of a synapse between any source and any target"},
    {"autapses", &PairwiseBernoulli::autapses, "", Range::any, "whether a unit may be its own source"},
};

const Parameter<FixedTotalNumber> FixedTotalNumber::schema[1] = {
    {"synapses", &FixedTotalNumber::synapses, "", Range::not_negative,
     "number of all synapses; sources and targets are drawn with replacement"},
};

const Parameter<OneToOne> OneToOne::schema[1] = {
    {"shift", &OneToOne::shift, "", Range::not_negative, "unit i listens to source i + shift, around the end"},
};

namespace {

class PairwiseBernoulliTopology : public Topology {
public:
    PairwiseBernoulliTopology(const PairwiseBernoulli& rule, const TopologyEnds& ends) : x_rule(rule), x_ends(ends) {}

    // The gaps between the sources of a target are geometric, so that each synapse takes one draw.
    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override {
        if (x_rule.p == 0) return;
        const auto self = x_rule.autapses ? std::nullopt : self_of(x_ends, target);
        const double per_log = 1 / std::log1p(-x_rule.p);  // -0 for p = 1: no gaps
        for (double source = 0;; ++source) {
            source += std::floor(math::log(1 - random.uniform()) * per_log);
            if (source >= x_ends.source.size) return;
            if (const auto unit = static_cast<std::uint32_t>(source); unit != self) sources.push_back(unit);
        }
    }

    double expected_synapses() const override {
        const double selves = x_rule.autapses ? 0 : count_selves(x_ends);
        return x_rule.p * (static_cast<double>(x_ends.source.size) * x_ends.target.size - selves);
    }

private:
    PairwiseBernoulli x_rule;
    TopologyEnds x_ends;
};

// The in-degrees are multinomial: each is binomial, given those before it.
class FixedTotalNumberTopology : public Topology {
public:
    FixedTotalNumberTopology(const FixedTotalNumber& rule, const TopologyEnds& ends)
        : x_rule(rule), x_sources(ends.source.size), x_in_degrees(ends.target.size) {
        if (rule.synapses > most_synapses)
            throw ParameterError("synapses",
                                 fmt::format("is {}; a projection has at most {}", rule.synapses, most_synapses));
        Random random(ends.seed, Purpose::connectivity, ends.id, std::numeric_limits<std::uint32_t>::max());
        std::int64_t left = rule.synapses;
        for (std::size_t t = 0; t < x_in_degrees.size(); ++t) {
            const double share = 1.0 / static_cast<double>(x_in_degrees.size() - t);
            x_in_degrees[t] =
                share == 1 ? left : boost::random::binomial_distribution<std::int64_t>(left, share)(random);
            left -= x_in_degrees[t];
        }
    }

    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override {
        thread_local std::vector<std::uint64_t> numbers;
        numbers.resize(static_cast<std::size_t>(x_in_degrees[target]));
        random.fill(numbers);
        for (const std::uint64_t number : numbers) sources.push_back(Random::below_of(number, x_sources));
    }

    double expected_synapses() const override { return static_cast<double>(x_rule.synapses); }

private:
    FixedTotalNumber x_rule;
    std::uint32_t x_sources;
    std::vector<std::int64_t> x_in_degrees;
};

class OneToOneTopology : public Topology {
public:
    OneToOneTopology(const OneToOne& rule, const TopologyEnds& ends) : x_units(ends.source.size) {
        if (ends.source.size != ends.target.size)
            throw ParameterError("rule", fmt::format("\"one_to_one\" needs as many sources as targets, not {} and {}",
                                                     ends.source.size, ends.target.size));
        x_shift = static_cast<std::uint32_t>(rule.shift % std::int64_t{x_units});
    }

    void sources_of(std::uint32_t target, Random&, std::vector<std::uint32_t>& sources) const override {
        sources.push_back(static_cast<std::uint32_t>((std::uint64_t{target} + x_shift) % x_units));
    }

    double expected_synapses() const override { return x_units; }

private:
    std::uint32_t x_units, x_shift = 0;
};

}  // namespace

template <>
std::unique_ptr<Topology> TopologyMaker<PairwiseBernoulli>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<PairwiseBernoulliTopology>(from_parameters<PairwiseBernoulli>(p), ends);
}
template <>
std::unique_ptr<Topology> TopologyMaker<FixedTotalNumber>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<FixedTotalNumberTopology>(from_parameters<FixedTotalNumber>(p), ends);
}
template <>
std::unique_ptr<Topology> TopologyMaker<OneToOne>::make(const Parameters& p, const TopologyEnds& ends) const {
    return std::make_unique<OneToOneTopology>(from_parameters<OneToOne>(p), ends);
}

}  // namespace limen::lsm
