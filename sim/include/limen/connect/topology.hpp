// Connection rules: which units of the source population each unit of the target population listens to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "limen/connect/position.hpp"
#include "limen/core/random.hpp"
#include "limen/schema/parameter.hpp"

namespace limen {

// One end of a projection: some of the units of a population, counted from 0 here.
struct TopologyEnd {
    std::uint32_t size;
    std::span<const Position> positions;  // of these units, or empty
    Position extent{};                    // columns, rows and layers of the grid that the whole population lies on
};

struct TopologyEnds {
    TopologyEnd source{}, target{};
    // Unit i of the target is unit i + self_shift of the source when both ends lie in one population.
    bool same_population = false;
    std::int64_t self_shift = 0;
    // The model's seed and the projection's number, for what is drawn once for all targets, with Purpose::connectivity.
    std::uint64_t seed = 0;
    std::uint32_t id = 0;
    std::filesystem::path folder{};  // of the model: paths in the parameters are relative to it
    bool signed_weights = false;     // whether relative weights may be negative
};

// The shortest and the longest of some delays, in ms: both finite and above 0.
struct DelayRange {
    float shortest, longest;
};

class Topology {
public:
    virtual ~Topology() = default;
    // Draws what is drawn once for all targets. Called once, before any sources_of, and not for an estimate. One thread
    // at a time.
    virtual void prepare() {}
    // Appends the sources of one target, drawn from `random` alone. A source may appear twice (two synapses). Any
    // thread.
    virtual void sources_of(std::uint32_t target, Random& random, std::vector<std::uint32_t>& sources) const = 0;
    // Whether its synapses have weights of their own. If so, relative_weights appends to `factors`, for each source
    // that sources_of gives, what the weight of the projection is multiplied by: finite, and 0 or more unless
    // TopologyEnds::signed_weights. Any thread.
    virtual bool weighted() const { return false; }
    virtual void relative_weights(std::uint32_t /*target*/, std::vector<float>& /*factors*/) const {}
    // Appends the delay of each source that sources_of gives, in ms, if the factory's delay_range gives a range, and
    // within that. Any thread.
    virtual void delays(std::uint32_t /*target*/, std::vector<float>& /*delays*/) const {}
    // The mean number of synapses over seeds, for --dry-run.
    virtual double expected_synapses() const = 0;
    // The bytes that prepare() will keep until the network is built, for --dry-run.
    virtual double temporary_bytes() const { return 0; }
};

class TopologyFactory {
public:
    virtual ~TopologyFactory() = default;
    // Throws ParameterError, and DataError for what a file holds.
    virtual std::unique_ptr<Topology> make(const Parameters&, const TopologyEnds&) const = 0;
    // The range of its synapses' delays, if it knows them; nothing if all have the delay of their projection, or if
    // they cannot be read, which make() tells. `folder` is the model's.
    virtual std::optional<DelayRange> delay_range(const Parameters&, const std::filesystem::path& /*folder*/) const {
        return std::nullopt;
    }
};

}  // namespace limen
