// Connection rules of liquids.
#pragma once

#include <optional>
#include <string>

#include "limen/connect/topology.hpp"

namespace limen::lsm {

// Each target listens to `in_degree` sources, drawn uniformly.
struct FixedInDegree {
    std::int64_t in_degree = 10;
    bool multapses = true, autapses = true;
    static const Parameter<FixedInDegree> schema[3];
};

// Each source sends to `out_degree` targets, drawn uniformly.
struct FixedOutDegree {
    std::int64_t out_degree = 10;
    bool multapses = true, autapses = true;
    static const Parameter<FixedOutDegree> schema[3];
};

// Two units at a distance D are connected with probability C exp(-(D / lambda)^2):
// Maass, Natschlaeger and Markram 2002, Neural Computation 14:2531, section 4.
struct ByDistance {
    double C = 0.3, lambda = 2;
    bool autapses = false, periodic = false;
    static const Parameter<ByDistance> schema[4];
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

// Each target listens to its `neighbours` nearest on a ring. Each of these sources is given up with the probability
// `rewiring`, and as many others are drawn uniformly: from the ring to the random graph (Watts and Strogatz 1998,
// Nature 393:440), in one direction.
struct SmallWorld {
    std::int64_t neighbours = 10;
    double rewiring = 0.1;
    static const Parameter<SmallWorld> schema[2];
};

// In- or out-degrees k with P(degree >= k) = (k / min_degree)^(1 - exponent), cut at the number of units, which are
// drawn uniformly; no multapses, no autapses. The law is that of Palmer and Steffan 2000 (IEEE Globecom 434), on whole
// numbers.
struct ScaleFree {
    double exponent = 2.5;
    std::int64_t min_degree = 5;
    std::string degree = "in";
    static const Parameter<ScaleFree> schema[3];
};

// The synapses that an HDF5 file lists as the compressed sparse rows of a target x source matrix, in the layout of
// scipy: the sources of target t are the entries [indptr[t], indptr[t + 1]) of `indices`, and the same entries of
// `weight_dataset`, if it is there, are factors of their weights, those of `delay_dataset` their delays in ms. Throws
// DataError, with file and dataset.
struct CsrFile {
    std::string file, group = "/", weight_dataset = "data", delay_dataset = "delays";
    std::vector<std::string> ignore{};
    static const Parameter<CsrFile> schema[5];
};

// The edges of a GraphML file, from source to target; its vertices, in their order there, are the units of the source
// and of the target, which have equal numbers. The edge attribute `weight_attribute`, if it is there, is a factor of
// the synapse's weight, and `delay_attribute` its delay in ms; others must be ignored. Throws DataError, with the file.
struct GraphmlFile {
    std::string file, weight_attribute = "weight", delay_attribute = "delay";
    std::vector<std::string> ignore{};
    static const Parameter<GraphmlFile> schema[4];
};

struct OneToOne {
    std::int64_t shift = 0;
    static const Parameter<OneToOne> schema[1];
};

// The source that is the target itself, if there is one.
std::optional<std::uint32_t> self_of(const TopologyEnds&, std::uint32_t target);
// The target that is the source itself, if there is one.
std::optional<std::uint32_t> self_as_target(const TopologyEnds&, std::uint32_t source);
// Whether a number from a file can be a relative weight between these ends, and which numbers can.
bool is_relative_weight(double weight, const TopologyEnds&);
const char* relative_weight_range(const TopologyEnds&);
// The number of targets that are sources too.
double count_selves(const TopologyEnds&);

// What a unit draws its partners from: `units` of them, without `left_out`; each once, or any number of times.
struct Lot {
    std::uint32_t units;
    std::optional<std::uint32_t> left_out;
    bool repeated;
};
// Appends `degree` units of the lot, drawn uniformly; there must be as many.
void draw_units(const Lot&, std::uint64_t degree, Random&, std::vector<std::uint32_t>& drawn);
// Refuses a degree (ParameterError on `key`) that is greater than the number of units to draw from, or so great that
// `drawers` units of this degree make more than most_synapses.
struct Degree {
    const char* key;
    std::int64_t value;
    std::int64_t candidates;  // to draw from
    bool repeated;
};
void check_degree(const Degree&, std::uint32_t drawers);
inline constexpr std::int64_t most_synapses = std::int64_t{1} << 40;  // of a projection

// Between what the delays lie that a rule gives its synapses.
template <class Rule>
std::optional<DelayRange> own_delays(const Rule&, const std::filesystem::path&) {
    return std::nullopt;
}
std::optional<DelayRange> own_delays(const CsrFile&, const std::filesystem::path& folder);
std::optional<DelayRange> own_delays(const GraphmlFile&, const std::filesystem::path& folder);

template <class Rule>
class TopologyMaker : public TopologyFactory {
public:
    std::unique_ptr<Topology> make(const Parameters&, const TopologyEnds&) const override;
    std::optional<DelayRange> delay_range(const Parameters& parameters,
                                          const std::filesystem::path& folder) const override {
        return own_delays(from_parameters<Rule>(parameters), folder);
    }
};

}  // namespace limen::lsm
