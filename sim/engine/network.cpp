// Plans the networks of a model: which populations belong together, their blocks, delay classes and slice.
#include "engine/network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>

#include "engine/dale_law.hpp"
#include "engine/hearing.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/core/free_memory.hpp"
#include "limen/registry/host.hpp"
#include "model/delay_law.hpp"
#include "model/networks.hpp"
#include "model/rate_graph.hpp"
#include "registry/check_plugin.hpp"
#include "registry/checked_topology.hpp"

namespace limen {

namespace {

// Collects what factories refuse, so that the user sees all of it at once.
class Refusals {
public:
    explicit Refusals(const Model& model) : x_model(model) {}
    template <class F>
    void guard(const Component& component, F&& make) {
        try {
            call_plugin(plugin_place(*component.offer, component.path), make);
        } catch (const ParameterError& error) {
            x_problems.push_back(x_model.problem(component.path, error.key(), error.what()));
        } catch (const DataError& error) {
            x_problems.push_back(x_model.problem(component.path, "", error.what()));
        }
    }
    void add(const std::string& path, const std::string& key, const std::string& message) {
        x_problems.push_back(x_model.problem(path, key, message));
    }
    void add(const Problem& problem) { x_problems.push_back(problem); }
    void throw_if_any() {
        if (!x_problems.empty()) throw ModelError(std::move(x_problems));
    }

private:
    const Model& x_model;
    std::vector<Problem> x_problems;
};

std::uint32_t add_delay_class(Network& network, const DelayClass& wanted) {
    const auto found = std::find(network.delay_classes.begin(), network.delay_classes.end(), wanted);
    const auto index = static_cast<std::uint32_t>(found - network.delay_classes.begin());
    if (found == network.delay_classes.end()) network.delay_classes.push_back(wanted);
    return index;
}

void add_population(Network& network, const Model& model, std::size_t index, std::vector<RateInput> inputs,
                    std::shared_ptr<const Population> population) {
    NetworkPopulation added;
    added.model_index = index;
    added.plugin = plugin_place(*model.populations[index].offer, model.populations[index].path);
    check_population(added.plugin, population.get());
    added.first = network.units;
    added.first_block = static_cast<std::uint32_t>(network.blocks.size());
    const std::uint32_t size = population->size(), block_size = population->block_size();
    if (size > std::numeric_limits<std::uint32_t>::max() - network.units)
        throw ParameterError("model", fmt::format("its {} units, with those before it, are more than the {} that a "
                                                  "network can have",
                                                  size, std::numeric_limits<std::uint32_t>::max()));
    for (std::uint32_t first = 0; first < size; first += block_size) {
        network.blocks.push_back({network.units + first, std::min(block_size, size - first), {}});
        network.block_population.push_back(network.populations.size());
    }
    added.blocks = static_cast<std::uint32_t>(network.blocks.size()) - added.first_block;
    added.population = std::move(population);
    added.takes_currents = model.populations[index].offer->population->takes_currents();
    network.units += size;
    network.spiking = network.spiking || model.populations[index].offer->population->spiking();
    for (std::size_t r = 0; r < model.records.size(); ++r)
        if (model.records[r].population == index && model.records[r].observable) added.records.push_back(r);
    for (const RateInput& input : inputs)
        if (!input.relayed) added.depth = std::max(added.depth, network.populations[input.index].depth + 1);
    added.inputs = std::move(inputs);
    network.places.emplace(index, network.populations.size());
    network.populations.push_back(std::move(added));
}

std::size_t arriving_delay_classes(const Model& model, const std::vector<std::size_t>& projections) {
    std::set<std::tuple<double, double, bool>> arriving;
    for (const std::size_t projection : projections)
        for (const DelayClass& c : delay_classes_of(model.projections[projection]))
            arriving.insert({c.delay, c.longest, c.inhibitory});
    std::size_t rows = 0;
    for (const auto& [delay, longest, inhibitory] : arriving)
        // A continuous class's row is read in parts, one in each slice, and a slice is at most the shortest delay.
        rows += longest > 0 ? static_cast<std::size_t>(std::ceil(longest / delay)) : 1;
    return rows;
}

constexpr std::size_t most_delay_classes = std::size_t{std::numeric_limits<std::uint16_t>::max()} + 1;  // BlockSynapse

void add_delay_classes(Network& network, const Model& model, Refusals& refusals) {
    for (const ProjectionSpec& projection : model.projections)
        if (const auto found = network.find(projection.source)) {
            NetworkPopulation& source = network.populations[*found];
            for (const DelayClass& wanted : delay_classes_of(projection)) {
                const std::uint32_t index = add_delay_class(network, wanted);
                if (projection.source_part != Part::inhibitory) add_unique(source.outgoing, index);
                if (projection.source_part != Part::excitatory) add_unique(source.outgoing_inhibitory, index);
            }
            if (network.delay_classes.size() > most_delay_classes)
                return refusals.add(projection.path, "delay_resolution",
                                    fmt::format("makes over {} different delays, with those of the projections before "
                                                "it; larger or equal resolutions make fewer",
                                                most_delay_classes));
        }
}

void check_receptors(const Model& model, const std::vector<Network>& networks, const std::vector<std::size_t>& numbers,
                     Refusals& refusals) {
    const auto check = [&](const std::string& path, std::size_t target, std::uint32_t receptor, auto there_are) {
        const Network& network = networks[numbers[target]];
        const std::uint32_t most = there_are(*network.populations[network.find(target).value()].population);
        if (most == 0)
            refusals.add(
                path, "target",
                fmt::format("the units of \"{}\" take no inputs of this sign", model.populations[target].name));
        else if (receptor >= most)
            refusals.add(path, "receptor",
                         fmt::format("is {}, but \"{}\" has {} for weights of this sign", receptor + 1,
                                     model.populations[target].name, most));
    };
    for (const ProjectionSpec& p : model.projections)
        check(p.path, p.target, p.receptor, [&](const Population& target) { return target.receptors(p.weight < 0); });
    // Of a drive that may give currents alone, what it gives is checked when it does.
    for (const DriveSpec& d : model.drives)
        if (d.receptor > 0 || !d.offer->drive->gives_currents())
            check(d.path, d.target, d.receptor,
                  [](const Population& target) { return std::max(target.receptors(false), target.receptors(true)); });
}

// The slice is at most the smallest delay. Many drive events per unit make a shorter one worth while: the bound of the
// threshold test is sharper, and the events of a block fit into the cache. Few make the pass over the units dear.
constexpr double events_per_unit_and_slice = 2;
constexpr double most_parts = 64;
constexpr double most_parts_of_any = 1e9;  // fineness.hpp refuses what would need more
constexpr double longest_slice = 1;        // ms, of spiking networks without projections

// The slice of a network without spikes.
double longest_frame(const Network& network, const Model& model) {
    double frame = 0;
    for (const NetworkPopulation& p : network.populations)
        if (const auto data = clock_of(model, p.model_index)) frame = std::max(frame, model.data[*data].frame);
    return frame > 0 ? frame : longest_slice;
}

void choose_slice(Network& network, const Model& model) {
    double span = network.spiking ? longest_slice : HUGE_VAL;
    if (!network.delay_classes.empty()) {
        span = HUGE_VAL;
        for (const DelayClass& c : network.delay_classes) span = std::min(span, c.delay);
    }
    double longest = HUGE_VAL;
    for (const NetworkPopulation& p : network.populations) longest = std::min(longest, p.population->longest_slice());
    if (model.slice > 0) longest = std::min(longest, model.slice);
    std::vector<double> rates(network.populations.size(), 0);
    for (const NetworkDrive& drive : network.drives) rates[drive.population] += drive.drive->event_rate();
    const double rate = *std::max_element(rates.begin(), rates.end());
    if (!std::isfinite(span)) span = longest_frame(network, model);
    double parts = std::ceil(span / longest);
    if (model.slice == 0)
        parts =
            std::clamp(std::ceil(span * rate / events_per_unit_and_slice), std::max(parts, 1.0), most_parts + parts);
    network.slices =
        SliceClock(SliceClock::length_for(span, static_cast<int>(std::clamp(parts, 1.0, most_parts_of_any))));
    for (const DelayClass& c : network.delay_classes) network.delays.push_back(network.slices.at(c.delay));
}

// Beyond the numbers of projections, whose streams these must not share.
std::uint32_t own_rule_id(std::size_t population) { return (1U << 31U) | static_cast<std::uint32_t>(population); }

// The connection rule within a population. What it refuses is a key of the population's table `rule`, or its name.
std::unique_ptr<Topology> make_own_rule(const Model& model, const PopulationSpec& spec, std::uint32_t units,
                                        std::uint32_t id) {
    const TopologyEnd end{units, {}};
    const TopologyEnds ends{.source = end,
                            .target = end,
                            .same_population = true,
                            .seed = model.seed,
                            .id = id,
                            .folder = model.file.parent_path(),
                            .signed_weights = true};
    const std::map<std::string, Value>& values = spec.rule->parameters.values();
    const auto key = [&](const std::string& name) {
        return values.count(name) > 0 ? "rule." + name : spec.offer->population->rule_key();
    };
    const std::string place = plugin_place(*spec.rule->offer, spec.path);
    std::unique_ptr<Topology> made;
    try {
        call_plugin(place, [&] {
            made = std::make_unique<CheckedTopology>(spec.rule->offer->topology->make(spec.rule->parameters, ends),
                                                     place, ends);
        });
    } catch (const ParameterError& error) {
        throw ParameterError(key(error.key()), error.what());
    } catch (const DataError& error) {
        throw ParameterError(key("file"), error.what());
    }
    return made;
}

// Throws ParameterError.
std::size_t feedback_channels(const Model& model, const PopulationSpec& spec, const StreamChannels& channels) {
    if (!spec.feedback) return 0;
    const std::size_t targets = channels.targets[*spec.feedback];
    if (targets == 0)
        throw ParameterError("feedback", fmt::format("names \"{}\", which has no targets to feed back",
                                                     model.data[*spec.feedback].name));
    return targets;
}

// Making a population takes memory for each unit, so that one of 2^32 units is refused before it is made.
void refuse_vast(const Model& model, Refusals& refusals) {
    constexpr double least_bytes = 16;  // that any unit takes
    double free = free_memory();
    for (const PopulationSpec& spec : model.populations) {
        const auto& values = spec.parameters.values();
        const auto size = values.find("size");
        const auto* units = size == values.end() ? nullptr : std::get_if<std::int64_t>(&size->second);
        if (units == nullptr) continue;
        free -= static_cast<double>(*units) * least_bytes;
        constexpr double gib = 1U << 30U;
        if (free < 0)
            return refusals.add(spec.path, "size",
                                fmt::format("is {}; with the populations before it, its units take at least {:.3g} GiB "
                                            "more of memory than are free",
                                            *units, -free / gib));
    }
}

// Columns, rows and layers of the grid that these units lie on.
Position extent_of(std::span<const Position> positions) {
    Position extent{};
    for (const Position& position : positions)
        for (std::size_t axis = 0; axis < extent.size(); ++axis)
            extent[axis] = std::max(extent[axis], position[axis] + 1);
    return extent;
}

}  // namespace

std::vector<Network> plan_networks(const Model& model, const StreamChannels& channels, bool for_estimate) {
    Refusals refusals(model);
    refuse_vast(model, refusals);
    refusals.throw_if_any();
    const std::vector<std::size_t> numbers = network_numbers(model);
    std::vector<Network> networks(numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end()) + 1);
    const Hearing hearing(model, numbers, networks);
    const std::vector<std::vector<std::size_t>> by_target = projections_by_target(model);
    for (const std::size_t i : rate_order(model)) {
        const PopulationSpec& spec = model.populations[i];
        const std::optional<std::vector<RateInput>> heard = hearing.inputs(i);
        if (!heard) continue;  // why is told already
        refusals.guard(spec, [&] {
            PopulationContext context{.seed = model.seed,
                                      .id = static_cast<std::uint32_t>(i),
                                      .channels = spec.data ? channels.values[*spec.data] : 0,
                                      .delay_classes = arriving_delay_classes(model, by_target[i])};
            context.heard_units = units_heard(*heard);
            context.feedback_channels = feedback_channels(model, spec, channels);
            if (spec.data) context.frame = model.data[*spec.data].frame;
            if (spec.data && !channels.event_units.empty()) context.event_units = channels.event_units[*spec.data];
            context.rule_id = own_rule_id(i);
            if (spec.rule)
                context.rule = [&, id = context.rule_id](std::uint32_t units) {
                    return make_own_rule(model, spec, units, id);
                };
            context.estimate = for_estimate;
            add_population(networks[numbers[i]], model, i, *heard,
                           spec.offer->population->make(spec.parameters, context));
        });
    }
    refusals.throw_if_any();
    hearing.give();
    for (const DriveSpec& spec : model.drives)
        refusals.guard(spec, [&] {
            Network& network = networks[numbers[spec.target]];
            const std::size_t index = network.find(spec.target).value();
            NetworkPopulation& target = network.populations[index];
            const DriveContext context{.target_size = target.population->size(),
                                       .channels = hearing.channels(spec, channels),
                                       .seed = model.seed,
                                       .id = spec.id,
                                       .folder = model.file.parent_path()};
            target.drives.push_back(network.drives.size());
            const std::string place = plugin_place(*spec.offer, spec.path);
            auto drive = spec.offer->drive->make(spec.parameters, context);
            check_made(place, drive, "drive");
            network.drives.push_back({.plugin = place,
                                      .drive = std::move(drive),
                                      .population = index,
                                      .frames = hearing.frames(spec),
                                      .receptor = spec.receptor});
        });
    check_receptors(model, networks, numbers, refusals);
    for (const Problem& problem : broken_dale_law(model, networks)) refusals.add(problem);
    refusals.throw_if_any();
    for (Network& network : networks) {
        add_delay_classes(network, model, refusals);
        refusals.throw_if_any();
        choose_slice(network, model);
    }
    return networks;
}

std::vector<std::vector<std::size_t>> projections_by_target(const Model& model) {
    std::vector<std::vector<std::size_t>> by_target(model.populations.size());
    for (std::size_t i = 0; i < model.projections.size(); ++i) by_target[model.projections[i].target].push_back(i);
    return by_target;
}

std::vector<DelayClass> delay_classes_of(const ProjectionSpec& projection) {
    const DelayLaw law(projection);
    std::vector<DelayClass> classes(static_cast<std::size_t>(law.count()));
    for (std::uint32_t i = 0; i < classes.size(); ++i)
        classes[i] = {.delay = law.delay(i),
                      .inhibitory = projection.weight < 0,
                      .receptor = projection.receptor,
                      .projection = projection.plastic() ? static_cast<std::int32_t>(projection.id) : -1,
                      .longest = law.continuous() ? law.longest() : 0};
    return classes;
}

UnitRange units_of(const Population& population, Part part) {
    switch (part) {
        case Part::excitatory:
            return {0, population.excitatory()};
        case Part::inhibitory:
            return {population.excitatory(), population.size()};
        case Part::all:
            break;
    }
    return {0, population.size()};
}

std::unique_ptr<CheckedTopology> make_topology(const Model& model, const ProjectionSpec& spec, const Population& source,
                                               const Population& target) {
    Refusals refusals(model);
    const UnitRange from = units_of(source, spec.source_part), to = units_of(target, spec.target_part);
    const auto end = [](const Population& p, UnitRange range) {
        const auto positions = p.positions();
        return TopologyEnd{range.size(), positions.empty() ? positions : positions.subspan(range.first, range.size()),
                           extent_of(positions)};
    };
    if (from.size() == 0) refusals.add(spec.path, "source_part", "the source population has no such units");
    if (to.size() == 0) refusals.add(spec.path, "target_part", "the target population has no such units");
    refusals.throw_if_any();
    const TopologyEnds ends{.source = end(source, from),
                            .target = end(target, to),
                            .same_population = &source == &target,
                            .self_shift = std::int64_t{to.first} - std::int64_t{from.first},
                            .seed = model.seed,
                            .id = spec.id,
                            .folder = model.file.parent_path()};
    std::unique_ptr<CheckedTopology> topology;
    refusals.guard(spec, [&] {
        topology = std::make_unique<CheckedTopology>(spec.offer->topology->make(spec.parameters, ends),
                                                     plugin_place(*spec.offer, spec.path), ends);
    });
    refusals.throw_if_any();
    return topology;
}

std::optional<std::size_t> Network::find(std::size_t model_index) const {
    const auto found = places.find(model_index);
    return found == places.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::size_t> relay_givers(const std::vector<Network>& networks) {
    std::vector<std::size_t> givers;
    for (std::size_t n = 0; n < networks.size(); ++n)
        for (const NetworkPopulation& p : networks[n].populations)
            for (const GivenRelay& given : p.gives) {
                givers.resize(std::max(givers.size(), given.relay + 1));
                givers[given.relay] = n;
            }
    return givers;
}

NetworkGraph Network::graph() const { return {units, blocks, delay_classes}; }

std::uint64_t Network::bytes() const {
    std::uint64_t sum = 0;
    for (const NetworkBlock& block : blocks) sum += block.rows.bytes();
    for (const PlasticSynapses& synapses : plastic) sum += synapses.bytes();
    for (const NetworkPopulation& p : populations) sum += p.population->bytes();
    for (const NetworkDrive& drive : drives) sum += drive.drive->bytes();
    return sum;
}

}  // namespace limen
