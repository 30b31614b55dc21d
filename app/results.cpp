// Writes results and the manifest as JSON, and looks into manifests.
#include "results.hpp"

#include <fmt/format.h>

#include <array>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>
#include <utility>

#include "json.hpp"
#include "limen/core/parallel.hpp"
#include "limen/version.hpp"

namespace limen::app {

namespace {

// Of results.json, as docs/file-format.md has it.
constexpr int results_format = 2;

// The time of day in Greenwich, as ISO 8601 writes it.
std::string date_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, sizeof "2026-01-31T23:59:59Z"> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
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

// Null where there is none, or no JSON.
Json read_json(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    try {
        Json json = parse_json(stream);
        return json.is_object() ? std::move(json) : Json(nullptr);
    } catch (const Json::exception&) {
        return nullptr;
    }
}

Json read_manifest(const std::filesystem::path& run_folder) { return read_json(run_folder / "manifest.json"); }

Json to_json(const Metric& metric) {
    return {{"name", metric.name},
            {"title", metric.title},
            {"unit", metric.unit},
            {"better", name_of(metric.better)},
            {"part", metric.part ? Json(name_of(*metric.part)) : Json(nullptr)},
            {"share", metric.share},
            {"shown", metric.shown}};
}

// What a readout reaches, and what its training took.
Metrics with_costs(const ReadoutResult& readout) {
    Metrics metrics = readout.metrics;
    metrics.add({.name = "training_s",
                 .title = "training (s)",
                 .value = readout.training_s,
                 .unit = "s",
                 .better = Better::lower});
    metrics.add({.name = "peak_memory_B",
                 .title = "peak memory of the training",
                 .value = readout.peak_memory,
                 .unit = "B",
                 .better = Better::lower});
    return metrics;
}

Json to_json(const Model& model, const RunIdentity& identity) {
    Json json{{"limen", version},         {"commit", identity.commit},
              {"seed", model.seed},       {"model_sha256", identity.model_sha256},
              {"plugins", Json::array()}, {"inputs", Json::array()}};
    for (const UsedPlugin& plugin : identity.plugins)
        json["plugins"].push_back({{"name", plugin.name}, {"version", plugin.version}, {"sha256", plugin.sha256}});
    for (const InputFile& input : identity.inputs)
        json["inputs"].push_back({{"file", input.file}, {"sha256", input.sha256}});
    return json;
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

std::string results_json(const Model& model, const RunOutcome& outcome, double peak_memory,
                         const RunIdentity& identity) {
    const RunSummary& summary = outcome.summary;
    Json json{{"format", results_format},
              {"trials", summary.trials},
              {"biological_ms", summary.biological_ms},
              {"stopped_early", summary.stopped_early}};
    json.update(times(summary));
    json["peak_memory_B"] = peak_memory;
    json["populations"] = population_table(model, summary).json();
    json["findings"] = Json::object();
    for (const PopulationSummary& p : summary.populations)
        for (const Finding& finding : p.findings) json["findings"][p.name][finding.name] = finding.value;
    json["readouts"] = Json::array();
    for (const ReadoutResult& readout : outcome.readouts) {
        Json entry{{"readout", readout.name}, {"trainer", readout.trainer}, {"reservoir", readout.reservoir()}};
        entry["populations"] = readout.populations;
        entry["metrics"] = Json::array();
        for (const Metric& metric : with_costs(readout)) {
            entry[metric.name] = metric.value;
            entry["metrics"].push_back(to_json(metric));
        }
        json["readouts"].push_back(std::move(entry));
    }
    json["warnings"] = summary.warnings;
    json["identity"] = to_json(model, identity);
    return indented(json);
}

std::string identity_json(const Model& model, const RunIdentity& identity) { return compact(to_json(model, identity)); }

std::string identity_in(const std::filesystem::path& run_folder) {
    const Json results = read_json(run_folder / "results.json");
    return results.contains("identity") ? compact(results["identity"]) : "";
}

std::string manifest_json(const Model& model, const PluginHost& host, const RunSummary& summary) {
    Json plugins = Json::array();
    for (const LoadedPlugin& plugin : host.plugins())
        plugins.push_back({{"name", plugin.name}, {"version", plugin.version}, {"path", plugin.path.string()}});
    Json json{{"limen", version},   {"date", date_now()},   {"model", model.file.string()},
              {"seed", model.seed}, {"threads", threads()}, {"processor", processor_name()}};
    json.update(times(summary));
    json["plugins"] = std::move(plugins);
    return indented(json);
}

std::string made_on(const std::filesystem::path& run_folder) {
    const Json manifest = read_manifest(run_folder);
    if (manifest.is_null()) return "";
    return fmt::format("{}, {} threads · {}", manifest.value("processor", "unknown processor"),
                       manifest.value("threads", 0), manifest.value("date", "").substr(0, 10));
}

}  // namespace limen::app
