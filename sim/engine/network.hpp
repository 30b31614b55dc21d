// One network of a model: populations that projections join, cut into blocks, with their synapses. Nothing in it
// changes while it runs.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/plastic_synapses.hpp"
#include "limen/connect/network_block.hpp"
#include "limen/core/slice_clock.hpp"
#include "limen/model/model.hpp"
#include "limen/neuron/drive.hpp"
#include "limen/neuron/population.hpp"
#include "registry/checked_topology.hpp"

namespace limen {

class NetworkGraph;

// States of a population that other networks of the model hear, frame by frame: RelaySpec. Relays are numbered
// throughout the model.
struct GivenRelay {
    std::size_t relay;
    std::size_t clock;                        // the data stream whose frames these are
    std::optional<std::uint32_t> observable;  // of units that spike, as each frame begins
};
struct HeardRelay {
    std::size_t relay, clock;
    friend bool operator==(const HeardRelay&, const HeardRelay&) = default;
};

// What a population of rates hears beside its data: another one of its network, or a relay.
struct RateInput {
    bool relayed;
    std::size_t index;  // the relay's, or into Network::populations
    std::size_t units;
};

// A population in its network.
struct NetworkPopulation {
    std::size_t model_index = 0;  // into Model::populations
    std::string plugin;           // whose code it is, for errors
    std::uint32_t first = 0;      // its first unit in the network
    std::shared_ptr<const Population> population;
    std::uint32_t first_block = 0, blocks = 0;
    std::vector<std::uint32_t> outgoing;             // delay classes on which its excitatory units send ...
    std::vector<std::uint32_t> outgoing_inhibitory;  // ... and its inhibitory ones
    std::vector<std::size_t> drives;                 // into Network::drives
    std::vector<std::size_t> records;                // states to sample: into Model::records
    bool takes_currents = false;
    std::uint64_t synapses = 0;  // that arrive here
    Examination examination{};   // once it is built
    // Of units that do not spike: what it hears, populations of the network all before it, and the number of steps on
    // the longest way to it from one that hears none of the network.
    std::vector<RateInput> inputs{};
    std::size_t depth = 0;
    std::vector<GivenRelay> gives{};
};

struct NetworkDrive {
    std::string plugin;
    std::unique_ptr<const Drive> drive;
    std::size_t population = 0;
    std::optional<std::size_t> frames;  // the data stream that gives them; relays are numbered after those
    std::uint32_t receptor = 0;
};

struct Network {
    std::vector<NetworkPopulation> populations;
    std::vector<NetworkBlock> blocks;           // in the order of the units
    std::vector<std::size_t> block_population;  // of each block
    std::vector<DelayClass> delay_classes;
    std::vector<Time> delays;              // of each class, in slices
    std::vector<PlasticSynapses> plastic;  // of each block, once the synapses are drawn
    std::vector<NetworkDrive> drives;
    std::vector<HeardRelay> hears;  // relays of networks before it, each once
    SliceClock slices{1};
    std::uint32_t units = 0;
    bool spiking = false;

    std::unordered_map<std::size_t, std::size_t> places{};  // in `populations`, by the index in the model

    // The index of a population of the model in `populations`; nothing if it is in another network.
    std::optional<std::size_t> find(std::size_t model_index) const;
    NetworkGraph graph() const;  // limen/connect/network_graph.hpp
    std::uint64_t bytes() const;
};

// For each relay of the model the number of the network that gives it.
std::vector<std::size_t> relay_givers(const std::vector<Network>&);

// What the data streams of a model look like from a network: the number of channels of each, and of its targets.
struct StreamChannels {
    std::vector<std::size_t> values, targets{};
    std::vector<std::uint32_t> event_units{};  // of each, 0 if it holds no spikes; empty: none does
};

// The populations of the model as they will be in their networks, before any synapse is drawn: the first step of
// building, and all that an estimate needs; those for an estimate do not run. Throws ModelError, with everything that
// is wrong.
std::vector<Network> plan_networks(const Model&, const StreamChannels&, bool for_estimate = false);

// For each population of the model, the projections that arrive there, by their index in the model.
std::vector<std::vector<std::size_t>> projections_by_target(const Model&);

// Makes the connection rule of a projection between two planned populations. Throws ModelError.
std::unique_ptr<CheckedTopology> make_topology(const Model&, const ProjectionSpec&, const Population& source,
                                               const Population& target);

// Appends what the list does not hold yet.
template <class T>
void add_unique(std::vector<T>& list, const T& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// The delay classes that a projection's synapses can have, by the number of the delay. Plastic ones share
// them with no other projection.
std::vector<DelayClass> delay_classes_of(const ProjectionSpec&);
// The projection whose plastic synapses have this delay class; nullptr if it is not such a class.
inline const ProjectionSpec* plastic_projection(const DelayClass& delay_class, const Model& model) {
    return delay_class.projection < 0 ? nullptr : &model.projections[static_cast<std::size_t>(delay_class.projection)];
}

// For each delay class, the units that may send on it.
std::vector<SynapseRows::Sources> class_sources(const Network&);

// Draws the synapses of a planned network; in parallel, with the same result for any number of threads.
void connect(Network&, const Model&);

// The units [first, last) of a population that a projection means.
struct UnitRange {
    std::uint32_t first = 0, last = 0;
    std::uint32_t size() const noexcept { return last - first; }
};
UnitRange units_of(const Population&, Part);

}  // namespace limen
