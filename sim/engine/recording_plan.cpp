// Lays out a recording from a model and its built networks.
#include "engine/recording_plan.hpp"

#include <algorithm>

#include "engine/recorded_units.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/version.hpp"
#include "model/record_choice.hpp"

namespace limen {

namespace {

// Walks the synapses from one population of a network to another, source by source.
void give_edges(const Network& network, const NetworkPopulation& from, const NetworkPopulation& to,
                const std::function<void(const EdgePiece&)>& take) {
    constexpr std::size_t piece_size = 1U << 16U;
    const NetworkGraph graph = network.graph();
    EdgePiece piece;
    const auto hand_over = [&] {
        take(piece);
        piece = {};
    };
    for (std::uint32_t unit = from.first; unit < from.first + from.population->size(); ++unit)
        for (auto [e, end] = out_edges(unit, graph); e != end; ++e) {
            const std::uint32_t target = e->target - to.first;
            if (target >= to.population->size()) continue;
            piece.sources.push_back(unit - from.first);
            piece.targets.push_back(target);
            piece.weights.push_back(graph.weight(*e));
            piece.delays.push_back(graph.delay(*e));
            if (piece.sources.size() == piece_size) hand_over();
        }
    hand_over();
}

// The synapses that arrive at a population: one set of edges for each population that they come from.
void add_edges(std::vector<EdgeSet>& sets, const std::vector<Network>& networks, const Model& model,
               std::size_t target) {
    for (std::size_t n = 0; n < networks.size(); ++n)
        if (const auto to = networks[n].find(target))
            for (std::size_t from = 0; from < networks[n].populations.size(); ++from) {
                bool any = false, changing = false;
                for (const ProjectionSpec& spec : model.projections)
                    if (spec.source == networks[n].populations[from].model_index && spec.target == target) {
                        any = true;
                        changing = changing || spec.stdp.on;
                    }
                if (any) sets.push_back({n, from, *to, changing});
            }
}

}  // namespace

std::vector<EdgeSet> recorded_edges(const std::vector<Network>& networks, const Model& model) {
    std::vector<EdgeSet> sets;
    std::vector<std::size_t> targets;  // two records of the same synapses share them
    for (const RecordSpec& record : model.records) {
        if (!record.synapses || std::find(targets.begin(), targets.end(), record.population) != targets.end()) continue;
        targets.push_back(record.population);
        add_edges(sets, networks, model, record.population);
    }
    return sets;
}

RecordingPlan recording_plan(const std::vector<Network>& networks, const Model& model,
                             const std::vector<Trials>& streams) {
    RecordingPlan plan{.model_file = model.file.filename().string(),
                       .model_text = model.text,
                       .resolved = model.resolved,
                       .version = version,
                       .seed = model.seed};
    plan.populations.resize(model.populations.size());
    for (const Network& network : networks)
        for (const NetworkPopulation& p : network.populations) {
            const PopulationSpec& spec = model.populations[p.model_index];
            plan.populations[p.model_index] = {.name = spec.name,
                                               .model = spec.offer->name,
                                               .size = p.population->size(),
                                               .excitatory = p.population->excitatory(),
                                               .synapses = p.synapses,
                                               .findings = p.examination.findings,
                                               .arrays = p.examination.arrays};
        }
    for (const RecordSpec& record : model.records) {
        RecordedPopulation& population = plan.populations[record.population];
        const std::vector<std::uint32_t> units = recorded_units(record, population_of(networks, record.population));
        const RecordedInterval interval{record.from, record.until};
        if (record.observable) {
            const Observable observable =
                model.populations[record.population].offer->population->observables()[*record.observable];
            // A pure number has the unit 1, because readers of SONATA want one.
            plan.reports.push_back({.name = record.name,
                                    .population = population.name,
                                    .state = observable.name,
                                    .unit = observable.unit.empty() ? "1" : observable.unit,
                                    .units = units.empty() ? population.size : units.size(),
                                    .first = static_cast<double>(samples_of(record, 0).first) * record.period,
                                    .period = record.period,
                                    .float64 = record.float64,
                                    .ids = {units.begin(), units.end()},
                                    .interval = interval});
            plan.names.push_back({record.name, "report", "/report/" + record.name, population.name});
        } else if (record.synapses) {
            plan.names.push_back({record.name, "edges", "/edges", population.name});
        } else {
            population.spikes = true;
            population.spike_units.assign(units.begin(), units.end());
            population.spike_interval = interval;
            plan.names.push_back({record.name, "spikes", "/spikes/" + population.name, population.name});
        }
    }
    for (const EdgeSet& set : recorded_edges(networks, model)) {
        const Network& network = networks[set.network];
        const NetworkPopulation &from = network.populations[set.from], &to = network.populations[set.to];
        const std::string weight_unit = weight_unit_of(model.populations[to.model_index]);
        plan.edges.push_back({.source = model.populations[from.model_index].name,
                              .target = model.populations[to.model_index].name,
                              .give = [&network, &from, &to](const auto& take) { give_edges(network, from, to, take); },
                              .changing = set.changing,
                              .unit = weight_unit.empty() ? "1" : weight_unit});
    }
    for (std::size_t d = 0; d < model.data.size(); ++d)
        plan.inputs.push_back(
            {model.data[d].name, streams[d].channels, model.data[d].frame, streams[d].target_channels});
    if (!streams.empty()) plan.classes = streams[0].classes;
    return plan;
}

}  // namespace limen
