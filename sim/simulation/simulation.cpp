// From a checked model to a recorded run.
#include "limen/simulation/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "engine/build.hpp"
#include "engine/fineness.hpp"
#include "engine/network.hpp"
#include "engine/plastic_weights.hpp"
#include "engine/run.hpp"
#include "engine/short_term_sources.hpp"
#include "engine/streams.hpp"
#include "limen/core/parallel.hpp"
#include "limen/registry/host.hpp"
#include "limen/schema/data_checks.hpp"
#include "model/delay_law.hpp"
#include "record/recorder.hpp"
#include "simulation/free_run.hpp"

namespace limen {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool share_delay_class(const ProjectionSpec& a, const ProjectionSpec& b) {
    const std::vector<DelayClass> of_a = delay_classes_of(a), of_b = delay_classes_of(b);
    return std::find_first_of(of_a.begin(), of_a.end(), of_b.begin(), of_b.end()) != of_a.end();
}

// A projection that arrives at a population.
struct Incoming {
    const ProjectionSpec* spec;
    std::unique_ptr<Topology> topology;
};

std::vector<Incoming> incoming(const Model& model, const std::vector<std::size_t>& projections, const Network& network,
                               const NetworkPopulation& target) {
    std::vector<Incoming> found;
    for (const std::size_t projection : projections) {
        const ProjectionSpec& spec = model.projections[projection];
        const NetworkPopulation& source = network.populations[network.find(spec.source).value()];
        found.push_back({&spec, make_topology(model, spec, *source.population, *target.population)});
    }
    return found;
}

// Whether all synapses of its delay classes that arrive at its target have one weight, which is then stored once.
bool has_one_weight(const ProjectionSpec& spec, std::span<const Incoming> all, const Population& target) {
    if (spec.weight > 0 && !target.incoming_scales().empty()) return false;
    return std::all_of(all.begin(), all.end(), [&](const Incoming& other) {
        return (other.spec->weight == spec.weight && other.spec->weight_spread == 0 && !other.topology->weighted()) ||
               !share_delay_class(*other.spec, spec);
    });
}

std::vector<std::string> data_notes(const Model& model, const std::vector<Trials>& streams) {
    std::vector<std::string> notes;
    for (std::size_t d = 0; d < streams.size(); ++d)
        for (const std::string& note : streams[d].notes)
            notes.push_back(fmt::format("data \"{}\": {}", model.data[d].name, note));
    return notes;
}

std::string population_note(const Model& model, const NetworkPopulation& population, const std::string& note) {
    return fmt::format("population \"{}\" {}", model.populations[population.model_index].name, note);
}

void add_once(std::vector<std::string>& list, std::string text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

struct ExpectedSynapses {
    double number, bytes;
    double temporary_bytes;  // while the network is built
};

ExpectedSynapses expected_synapses(const Model& model, const std::vector<std::size_t>& projections,
                                   const Network& network, const NetworkPopulation& target,
                                   std::vector<std::string>& warnings) {
    ExpectedSynapses sum{static_cast<double>(target.population->internal_synapses()), 0, 0};
    const std::vector<Incoming> all = incoming(model, projections, network, target);
    for (const auto& [spec, topology] : all) {
        if (const auto* noting = dynamic_cast<const HasNotes*>(topology.get()))
            for (const std::string& note : noting->notes()) add_once(warnings, population_note(model, target, note));
        const double number = topology->expected_synapses();
        sum.number += number;
        const PlasticBytes plastic = plastic_bytes(*spec);
        const std::size_t weight = has_one_weight(*spec, all, *target.population) ? 0 : sizeof(float);
        const NetworkPopulation& source = network.populations[network.find(spec->source).value()];
        const std::size_t delay = DelayLaw(*spec).continuous() ? sizeof(float) : 0;
        sum.bytes += number * (static_cast<double>(sizeof(std::uint16_t) + weight + delay) + plastic.synapse);
        sum.bytes += plastic.row * source.population->size() * target.blocks;
        sum.temporary_bytes += topology->temporary_bytes();
    }
    return sum;
}

PopulationSummary summarise(const Model& model, const NetworkPopulation& population, const RunTotals& totals,
                            double network_seconds) {
    const PopulationSpec& spec = model.populations[population.model_index];
    PopulationSummary summary{spec.name,
                              spec.offer->name,
                              population.population->size(),
                              population.synapses,
                              totals.spikes[population.model_index],
                              totals.synaptic_events[population.model_index],
                              0,
                              network_seconds,
                              population.examination.findings};
    constexpr double ms_per_s = 1000;
    if (totals.biological_ms > 0)
        summary.rate =
            static_cast<double>(summary.spikes) / static_cast<double>(summary.units) / totals.biological_ms * ms_per_s;
    return summary;
}

void examine(Network& network, const Model& model, const std::vector<Trials>& streams) {
    for (NetworkPopulation& p : network.populations) {
        const PopulationSpec& spec = model.populations[p.model_index];
        const bool all_its_input = spec.data && spec.inputs.empty() && !spec.feedback;
        const std::vector<std::string> notes = std::move(p.examination.warnings);  // of its synapses
        call_plugin(p.plugin,
                    [&] { p.examination = p.population->examine(all_its_input ? &streams[*spec.data] : nullptr); });
        p.examination.warnings.insert(p.examination.warnings.end(), notes.begin(), notes.end());
    }
}

void add_warnings(RunSummary& summary, const std::vector<Network>& networks, const Model& model,
                  const std::vector<Trials>& streams) {
    summary.warnings = data_notes(model, streams);
    for (const Network& network : networks)
        for (const NetworkPopulation& p : network.populations)
            for (const std::string& warning : p.examination.warnings)
                summary.warnings.push_back(population_note(model, p, warning));
    constexpr double saturated = 200;  // Hz; a code of rates has nothing to tell apart any more
    for (std::size_t i = 0; i < summary.populations.size(); ++i) {
        const PopulationSummary& p = summary.populations[i];
        if (!model.populations[i].offer->population->spiking()) continue;
        if (p.spikes == 0)
            summary.warnings.push_back(
                fmt::format("population \"{}\" never spiked in {} ms: its input is too weak or its threshold too high",
                            p.name, summary.biological_ms));
        constexpr double hardly = 0.1;  // Hz
        if (p.spikes > 0 && p.rate < hardly && !streams.empty())
            summary.warnings.push_back(fmt::format(
                "population \"{}\" hardly ever spiked ({:.2g} Hz per unit), so that its spikes tell little apart: "
                "raise its input or the weights of its excitatory synapses, or lower the threshold",
                p.name, p.rate));
        if (p.rate > saturated)
            summary.warnings.push_back(
                fmt::format("population \"{}\" fired at {:.0f} Hz per unit, so that its spikes tell little apart: "
                            "lower the weights of "
                            "its excitatory synapses or its input, or raise the threshold or the inhibition",
                            p.name, p.rate));
    }
}

std::vector<Trials> load_all(const Model& model) {
    std::vector<Trials> streams = load_streams(model);
    check_free_runs(model, streams);
    return streams;
}

}  // namespace

Estimate estimate(const Model& model) {
    const std::vector<Trials> streams = load_all(model);
    // The program with its libraries and plugins, before there is any network: measured with g++ 12 on Debian 12.
    constexpr double program_bytes = 25e6;
    Estimate estimate;
    estimate.bytes = program_bytes;
    estimate.warnings = data_notes(model, streams);
    estimate.trials = trial_count(streams);
    for (std::size_t i = 0; i < estimate.trials; ++i) estimate.biological_ms += trial_duration(model, streams, i);
    const std::vector<Network> networks = plan_networks(model, channels_of(streams), true);
    check_fineness(model, networks, streams);
    estimate.recorded_bytes = recorded_bytes(model, networks, streams);
    estimate.populations.resize(model.populations.size());
    const std::vector<std::vector<std::size_t>> by_target = projections_by_target(model);
    double temporary_bytes = 0;  // of the network that needs most: they are built one after the other
    for (const Network& network : networks) {
        double rows = 0, temporary = 0;
        for (const SynapseRows::Sources& sources : class_sources(network)) rows += sources.count + 1.0;
        estimate.bytes += static_cast<double>(network.bytes()) +
                          rows * static_cast<double>(network.blocks.size() * sizeof(std::uint32_t));
        const std::size_t side_by_side = std::min<std::size_t>(estimate.trials, threads());
        estimate.bytes += queue_bytes(network) * static_cast<double>(side_by_side);
        estimate.bytes += static_cast<double>(ShortTermSources(network, model).bytes());
        for (const NetworkPopulation& population : network.populations) {
            const PopulationSpec& spec = model.populations[population.model_index];
            const ExpectedSynapses synapses =
                expected_synapses(model, by_target[population.model_index], network, population, estimate.warnings);
            estimate.populations[population.model_index] = {
                spec.name, spec.offer->name, static_cast<double>(population.population->size()), synapses.number};
            estimate.bytes += synapses.bytes;
            temporary += synapses.temporary_bytes;
        }
        temporary_bytes = std::max(temporary_bytes, temporary);
    }
    estimate.bytes += temporary_bytes;
    for (const Trials& trials : streams)
        estimate.bytes += static_cast<double>((trials.values.size() + trials.targets.size()) * sizeof(double) +
                                              trials.events.size() * sizeof(DataEvent));
    return estimate;
}

RunSummary simulate(const Model& model, const RunOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Trials> streams = load_all(model);
    std::vector<Network> networks = build_networks(model, streams);
    for (Network& network : networks) examine(network, model, streams);
    RunSummary summary;
    summary.build_s = seconds_since(start);

    const auto run_start = std::chrono::steady_clock::now();
    std::vector<Sink*> sinks = options.sinks;
    std::optional<RecordingSink> recording;
    if (!options.recording.empty()) sinks.push_back(&recording.emplace(options.recording, options.rename));
    const RunTotals totals = run_networks(networks, model, streams, {options.control, sinks, options.identity});
    summary.simulation_s = seconds_since(run_start);
    summary.trials = totals.trials;
    summary.biological_ms = totals.biological_ms;
    summary.stopped_early = totals.stopped_early;
    summary.runaway = totals.runaway;
    summary.populations.resize(model.populations.size());
    for (std::size_t n = 0; n < networks.size(); ++n)
        for (const NetworkPopulation& p : networks[n].populations)
            summary.populations[p.model_index] = summarise(model, p, totals, totals.network_s[n]);
    add_warnings(summary, networks, model, streams);
    summary.wall_s = seconds_since(start);
    return summary;
}

}  // namespace limen
