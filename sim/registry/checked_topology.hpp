// A connection rule whose answers are checked, and whose faults are told with its name.
#pragma once

#include <memory>
#include <string>

#include "limen/connect/topology.hpp"
#include "limen/schema/data_checks.hpp"

namespace limen {

// Any thread, as the rule itself.
class CheckedTopology : public Topology, public HasNotes {
public:
    // `place`: plugin_place() of the rule.
    CheckedTopology(std::unique_ptr<Topology> rule, std::string place, const TopologyEnds& ends);

    void prepare() override;
    void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const override;
    bool weighted() const override { return x_weighted; }
    void relative_weights(std::uint32_t target, std::vector<float>& factors) const override;
    void delays(std::uint32_t target, std::vector<float>& delays) const override;
    double expected_synapses() const override;
    double temporary_bytes() const override;
    const std::vector<std::string>& notes() const override;

private:
    std::unique_ptr<Topology> x_rule;
    std::string x_place;
    std::uint32_t x_sources;
    bool x_signed, x_weighted;
};

// What a rule gave each target when synapses were counted, in one number each, so that it gives the same when they are
// placed.
class DrawnSources {
public:
    void count(std::span<const std::uint32_t> sources) { x_drawn.push_back(digest(sources)); }
    // Whether these are what was counted; the targets come in the same order again.
    bool same(std::span<const std::uint32_t> sources) {
        return x_next < x_drawn.size() && x_drawn[x_next++] == digest(sources);
    }

private:
    static std::uint64_t digest(std::span<const std::uint32_t> sources) noexcept;
    std::vector<std::uint64_t> x_drawn;
    std::size_t x_next = 0;
};

}  // namespace limen
