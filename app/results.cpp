// Writes results and the manifest as JSON.
#include "results.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "limen/parallel.hpp"
#include "limen/version.hpp"

namespace limen::app {

namespace {

using Json = nlohmann::ordered_json;

// File names need not be UTF-8, but JSON must be.
std::string dump(const Json& json) {
    constexpr int indent = 2;
    return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string processor_name() {
    std::ifstream stream("/proc/cpuinfo");
    for (std::string line; std::getline(stream, line);)
        if (const std::size_t colon = line.find(": "); line.starts_with("model name") && colon != std::string::npos)
            return line.substr(colon + 2);
    return "unknown";
}

Json times(const RunSummary& summary) {
    return {{"build_s", summary.build_s}, {"simulation_s", summary.simulation_s}, {"wall_s", summary.wall_s}};
}

}  // namespace

Table population_table(const Model& model, const RunSummary& summary) {
    Table table({{"population", "population"},
                 {"model", "model"},
                 {"units", "units"},
                 {"synapses", "synapses"},
                 {"rate (Hz)", "rate_Hz"},
                 {"spikes", "spikes"},
                 {"synaptic events", "synaptic_events"},
                 {"simulation time", "simulation_s"}});
    for (std::size_t i = 0; i < summary.populations.size(); ++i) {
        const PopulationSummary& p = summary.populations[i];
        const bool spiking = model.populations[i].offer->population->spiking();
        table.add({text_cell(p.name), text_cell(p.model), count_cell(p.units), count_cell(p.synapses),
                   spiking ? number_cell(p.rate) : missing_cell(), spiking ? count_cell(p.spikes) : missing_cell(),
                   count_cell(p.synaptic_events), seconds_cell(p.simulation_s)});
    }
    return table;
}

std::string results_json(const Model& model, const RunSummary& summary, double peak_memory,
                         const std::vector<ReadoutResult>& readouts) {
    Json json{
        {"trials", summary.trials}, {"biological_ms", summary.biological_ms}, {"stopped_early", summary.stopped_early}};
    json.update(times(summary));
    json["peak_memory_B"] = peak_memory;
    json["populations"] = population_table(model, summary).json();
    json["findings"] = Json::object();
    for (const PopulationSummary& p : summary.populations)
        for (const Finding& finding : p.findings) json["findings"][p.name][finding.name] = finding.value;
    json["readouts"] = Json::array();
    for (const ReadoutResult& readout : readouts) {
        Json entry{{"readout", readout.name}, {"trainer", readout.trainer}, {"reservoir", readout.reservoir()}};
        entry["populations"] = readout.populations;
        for (const auto& [metric, value] : readout.metrics) entry[metric] = value;
        entry["training_s"] = readout.training_s;
        entry["peak_memory_B"] = readout.peak_memory;
        json["readouts"].push_back(std::move(entry));
    }
    json["warnings"] = summary.warnings;
    return dump(json);
}

std::string manifest_json(const Model& model, const PluginHost& host, const RunSummary& summary) {
    Json plugins = Json::array();
    for (const LoadedPlugin& plugin : host.plugins())
        plugins.push_back({{"name", plugin.name}, {"version", plugin.version}, {"path", plugin.path.string()}});
    Json json{{"limen", version},
              {"date", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)))},
              {"model", model.file.string()},
              {"seed", model.seed},
              {"threads", threads()},
              {"processor", processor_name()}};
    json.update(times(summary));
    json["plugins"] = std::move(plugins);
    return dump(json);
}

}  // namespace limen::app
