// Draws the synapses of a network, block by block: each target's from a random stream of its own.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/random_ahead.hpp"
#include "engine/network.hpp"
#include "limen/core/parallel.hpp"
#include "limen/registry/host.hpp"
#include "limen/schema/data_checks.hpp"
#include "model/delay_law.hpp"
#include "model/weight_law.hpp"
#include "registry/check_plugin.hpp"
#include "registry/checked_topology.hpp"

namespace limen {

namespace {

// A projection with all that drawing its synapses needs.
struct PlannedProjection {
    const ProjectionSpec* spec;
    std::unique_ptr<CheckedTopology> topology;
    std::size_t target;                        // population of the network
    std::uint32_t first_source;                // unit of the network
    UnitRange targets;                         // units of the target population
    std::vector<std::uint16_t> delay_classes;  // by the number of the delay
    std::string place;                         // whose rule it is, for errors
};

std::vector<std::uint16_t> find_delay_classes(const Network& network, const ProjectionSpec& spec) {
    std::vector<std::uint16_t> found;
    for (const DelayClass& wanted : delay_classes_of(spec)) {
        const auto place = std::find(network.delay_classes.begin(), network.delay_classes.end(), wanted);
        found.push_back(static_cast<std::uint16_t>(place - network.delay_classes.begin()));
    }
    return found;
}

std::vector<PlannedProjection> plan_projections(const Network& network, const Model& model) {
    std::vector<PlannedProjection> planned;
    for (const ProjectionSpec& spec : model.projections) {
        const auto source = network.find(spec.source), target = network.find(spec.target);
        if (!source) continue;
        const Population& from = *network.populations[*source].population;
        const Population& to = *network.populations[*target].population;
        planned.push_back({.spec = &spec,
                           .topology = make_topology(model, spec, from, to),
                           .target = *target,
                           .first_source = network.populations[*source].first + units_of(from, spec.source_part).first,
                           .targets = units_of(to, spec.target_part),
                           .delay_classes = find_delay_classes(network, spec),
                           .place = plugin_place(*spec.offer, spec.path)});
    }
    return planned;
}

// Multiplies the weights of synapses by the rule's factors.
void scale(std::span<BlockSynapse> synapses, std::span<const float> factors, const Model& model,
           const ProjectionSpec& spec) {
    for (std::size_t k = 0; k < synapses.size(); ++k) {
        synapses[k].weight *= factors[k];
        if (!std::isfinite(synapses[k].weight))
            throw ModelError(
                {model.problem(spec.path, "weight",
                               fmt::format("is {}; times the rule's {} it is too large", spec.weight, factors[k]))});
    }
}

// Multiplies the weights of one target's synapses by what it has come to.
void scale(std::span<BlockSynapse> synapses, float factor) {
    for (BlockSynapse& synapse : synapses) synapse.weight *= factor;
}

// Gives one target's synapses the delays that the rule has for them.
void take_given_delays(std::span<BlockSynapse> synapses, const PlannedProjection& projection, std::uint32_t target,
                       std::vector<float>& delays) {
    delays.clear();
    projection.topology->delays(target, delays);
    check_count(projection.place, target, "delays", delays.size(), synapses.size());
    check_delays(projection.place, target, delays, *projection.spec->own_delays);
    for (std::size_t k = 0; k < synapses.size(); ++k) synapses[k].delay = delays[k];
}

// The rows have room for what was counted and for nothing else.
void check_same(const PlannedProjection& projection, std::uint32_t target, std::span<const std::uint32_t> sources,
                SynapseRows::Round round, DrawnSources& drawn) {
    if (round == SynapseRows::Round::count) return drawn.count(sources);
    if (!drawn.same(sources))
        throw PluginError(projection.place,
                          fmt::format("gave target {} other sources when it was asked again; they may depend on the "
                                      "target, prepare() and the random numbers it is handed alone",
                                      target));
}

// Draws the synapses of a block, target by target. Every call draws the same ones; to count them takes no weights.
void draw_block(const Network& network, const Model& model, std::size_t block_index,
                std::span<const PlannedProjection> projections, SynapseRows::Round round, DrawnSources& drawn,
                const SynapseRows::Take& take) {
    const NetworkBlock& block = network.blocks[block_index];
    const std::size_t population = network.block_population[block_index];
    const std::uint32_t first = block.first - network.populations[population].first;  // unit of the population
    const std::span<const float> scales = network.populations[population].population->incoming_scales();
    std::vector<BlockSynapse> synapses;
    std::vector<std::uint32_t> sources;
    std::vector<float> factors, given_delays;
    for (const PlannedProjection& projection : projections) {
        if (projection.target != population) continue;
        const std::uint32_t begin = std::max(first, projection.targets.first);
        const std::uint32_t end = std::min(first + block.size, projection.targets.last);
        const std::uint32_t id = projection.spec->id;
        const WeightLaw weight(*projection.spec);
        const DelayLaw delay(*projection.spec);
        const bool placed = round == SynapseRows::Round::place;
        const bool delayed = delay.continuous() && !delay.given() && placed;
        const bool weighed = weight.constant() || placed;
        for (std::uint32_t unit = begin; unit < end; ++unit) {
            Random random(model.seed, Purpose::connectivity, id, unit);
            RandomAhead weights(Random(model.seed, Purpose::weights, id, unit));
            RandomAhead delays(Random(model.seed, Purpose::delays, id, unit));
            sources.clear();
            synapses.clear();
            projection.topology->sources_of(unit - projection.targets.first, random, sources);
            check_same(projection, unit - projection.targets.first, sources, round, drawn);
            for (const std::uint32_t source : sources) {
                const std::uint16_t delay_class = projection.delay_classes[delay.continuous() ? 0 : delay(delays)];
                synapses.push_back({.source = projection.first_source + source,
                                    .target = static_cast<std::uint16_t>(unit - first),
                                    .delay_class = delay_class,
                                    .weight = weighed ? weight(weights) : std::numeric_limits<float>::quiet_NaN(),
                                    .delay = delayed ? delay.exact(delays) : 0});
            }
            if (weighed && projection.topology->weighted()) {
                factors.clear();
                projection.topology->relative_weights(unit - projection.targets.first, factors);
                check_count(projection.place, unit - projection.targets.first, "relative weights", factors.size(),
                            synapses.size());
                scale(synapses, factors, model, *projection.spec);
            }
            if (delay.given() && placed)
                take_given_delays(synapses, projection, unit - projection.targets.first, given_delays);
            if (weighed && !scales.empty() && projection.spec->weight > 0) scale(synapses, scales[unit]);
            take(synapses);
        }
    }
}

// What rules have to say goes to the populations that hear them, once.
void take_notes(Network& network, std::span<const PlannedProjection> projections) {
    for (const PlannedProjection& projection : projections)
        for (const std::string& note : projection.topology->notes())
            add_unique(network.populations[projection.target].examination.warnings, note);
}

}  // namespace

std::vector<SynapseRows::Sources> class_sources(const Network& network) {
    std::vector<SynapseRows::Sources> sources(network.delay_classes.size());
    std::vector<UnitRange> ranges(sources.size(), UnitRange{network.units, 0});
    const auto widen = [&](const std::vector<std::uint32_t>& classes, std::uint32_t first, std::uint32_t last) {
        for (const std::uint32_t c : classes) {
            ranges[c].first = std::min(ranges[c].first, first);
            ranges[c].last = std::max(ranges[c].last, last);
        }
    };
    for (const NetworkPopulation& p : network.populations) {
        const std::uint32_t border = p.first + p.population->excitatory(), last = p.first + p.population->size();
        widen(p.outgoing, p.first, border);
        widen(p.outgoing_inhibitory, border, last);
    }
    for (std::size_t c = 0; c < sources.size(); ++c)
        if (ranges[c].first < ranges[c].last)
            sources[c] = {ranges[c].first, ranges[c].size(), network.delay_classes[c].continuous(),
                          network.delay_classes[c].projection >= 0};
    return sources;
}

void connect(Network& network, const Model& model) {
    const std::vector<PlannedProjection> projections = plan_projections(network, model);
    for (const PlannedProjection& projection : projections) try {
            projection.topology->prepare();
        } catch (const ParameterError& error) {
            throw ModelError({model.problem(projection.spec->path, error.key(), error.what())});
        } catch (const DataError& error) {
            throw ModelError({model.problem(projection.spec->path, "", error.what())});
        }
    take_notes(network, projections);
    const std::vector<SynapseRows::Sources> sources = class_sources(network);
    parallel_for(network.blocks.size(), [&](std::size_t b) {
        DrawnSources drawn;
        network.blocks[b].rows = SynapseRows(sources, [&](SynapseRows::Round round, const SynapseRows::Take& take) {
            draw_block(network, model, b, projections, round, drawn, take);
        });
    });
    for (NetworkPopulation& p : network.populations) p.synapses = 0;
    network.plastic.resize(network.blocks.size());
    parallel_for(network.blocks.size(),
                 [&](std::size_t b) { network.plastic[b] = plastic_synapses(network, model, b); });
    for (std::size_t b = 0; b < network.blocks.size(); ++b)
        network.populations[network.block_population[b]].synapses += network.blocks[b].rows.size();
    for (NetworkPopulation& p : network.populations) p.synapses += p.population->internal_synapses();
}

}  // namespace limen
