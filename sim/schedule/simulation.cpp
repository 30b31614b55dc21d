// From a checked model to a recorded run.
#include "limen/simulation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "limen/host.hpp"
#include "schedule/network.hpp"
#include "schedule/run.hpp"
#include "schedule/streams.hpp"

namespace limen {

namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

StreamChannels channels_of(const std::vector<Trials>& streams) {
    StreamChannels channels;
    for (const Trials& trials : streams) channels.push_back(trials.channels);
    return channels;
}

double expected_synapses(const Model& model, const Network& network, std::size_t target) {
    double sum = static_cast<double>(network.populations[target].population->internal_synapses());
    for (const ProjectionSpec& spec : model.projections) {
        if (spec.target != network.populations[target].model_index) continue;
        const auto source = std::find_if(network.populations.begin(), network.populations.end(),
                                         [&](const auto& p) { return p.model_index == spec.source; });
        sum += make_topology(model, spec, *source->population, *network.populations[target].population)
                   ->expected_synapses();
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
                              network_seconds};
    constexpr double ms_per_s = 1000;
    if (totals.biological_ms > 0)
        summary.rate =
            static_cast<double>(summary.spikes) / static_cast<double>(summary.units) / totals.biological_ms * ms_per_s;
    return summary;
}

void add_warnings(RunSummary& summary, const Model& model) {
    for (std::size_t i = 0; i < summary.populations.size(); ++i)
        if (model.populations[i].offer->population->spiking() && summary.populations[i].spikes == 0)
            summary.warnings.push_back(
                fmt::format("population \"{}\" never spiked in {} ms: its input is too weak or its threshold too high",
                            summary.populations[i].name, summary.biological_ms));
}

}  // namespace

Estimate estimate(const Model& model) {
    const std::vector<Trials> streams = load_streams(model);
    Estimate estimate;
    estimate.trials = trial_count(streams);
    for (std::size_t i = 0; i < estimate.trials; ++i) estimate.biological_ms += trial_duration(model, streams, i);
    const std::vector<Network> networks = plan_networks(model, channels_of(streams));
    estimate.populations.resize(model.populations.size());
    for (const Network& network : networks) {
        constexpr double bytes_per_synapse = sizeof(std::uint16_t) + sizeof(float),
                         bytes_per_row = sizeof(std::uint32_t);
        estimate.bytes += static_cast<double>(network.bytes()) +
                          bytes_per_row * static_cast<double>(network.blocks.size()) *
                              static_cast<double>(network.delay_classes.size()) * network.units;
        for (std::size_t p = 0; p < network.populations.size(); ++p) {
            const NetworkPopulation& population = network.populations[p];
            const PopulationSpec& spec = model.populations[population.model_index];
            const double synapses = expected_synapses(model, network, p);
            estimate.populations[population.model_index] = {
                spec.name, spec.offer->name, static_cast<double>(population.population->size()), synapses};
            const auto inner = static_cast<double>(population.population->internal_synapses());
            estimate.bytes += bytes_per_synapse * (synapses - inner);
        }
    }
    for (const Trials& trials : streams) estimate.bytes += static_cast<double>(trials.values.size() * sizeof(double));
    return estimate;
}

RunSummary simulate(const Model& model, const RunOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const std::vector<Trials> streams = load_streams(model);
    std::vector<Network> networks = plan_networks(model, channels_of(streams));
    for (Network& network : networks) connect(network, model);
    RunSummary summary;
    summary.build_s = seconds_since(start);

    const auto run_start = std::chrono::steady_clock::now();
    const RunTotals totals = run_networks(networks, model, streams, options);
    summary.simulation_s = seconds_since(run_start);
    summary.trials = totals.trials;
    summary.biological_ms = totals.biological_ms;
    summary.stopped_early = totals.stopped_early;
    summary.populations.resize(model.populations.size());
    for (std::size_t n = 0; n < networks.size(); ++n)
        for (const NetworkPopulation& p : networks[n].populations)
            summary.populations[p.model_index] = summarise(model, p, totals, totals.network_s[n]);
    add_warnings(summary, model);
    summary.wall_s = seconds_since(start);
    return summary;
}

}  // namespace limen
