// Calls trainers and lays their results side by side.
#include "readouts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "limen/hdf5.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// The population behind the parameter `record` of a trainer; trainers without one read what they like.
std::string population_of(const ReadoutSpec& readout, const h5::File& recording) {
    const auto& values = readout.parameters.values();
    const auto record = values.find("record");
    if (record == values.end() || !std::holds_alternative<std::string>(record->second)) return "";
    const std::string path = "/records/" + std::get<std::string>(record->second);
    return recording.exists(path) ? recording.text_attribute(path, "population") : "";
}

std::map<std::string, double> train_one(const Model& model, const PluginHost& host, const ReadoutSpec& readout,
                                        const fs::path& recording, const fs::path& output) {
    std::map<std::string, double> metrics;
    try {
        call_plugin(host.plugin_of(*readout.offer).name, [&] {
            metrics = readout.offer->trainer->train(recording, readout.parameters, readout.name, output);
        });
    } catch (const ParameterError& error) {
        throw ModelError({model.problem(readout.path, error.key(), error.what())});
    }
    return metrics;
}

Cell metric_cell(const ReadoutResult& result, const ShownMetric& metric) {
    const auto found = result.metrics.find(metric.name);
    if (found == result.metrics.end()) return missing_cell();
    return metric.share ? percent_cell(found->second) : number_cell(found->second);
}

// What at least one of the readouts gives, in the order in which the trainers list it.
std::vector<ShownMetric> shown_metrics(std::span<const ReadoutResult> results) {
    std::vector<ShownMetric> metrics;
    for (const ReadoutResult& result : results)
        for (const ShownMetric& metric : result.shown) {
            const auto same = [&](const ShownMetric& other) { return other.name == metric.name; };
            if (result.metrics.contains(metric.name) && std::none_of(metrics.begin(), metrics.end(), same))
                metrics.push_back(metric);
        }
    return metrics;
}

// The cells of one readout, in the order of the columns.
std::vector<Cell> row_of(const ReadoutResult& result, const PopulationSummary* population,
                         std::span<const ShownMetric> metrics, bool named, bool timed) {
    const auto count = [&](std::uint64_t PopulationSummary::*member) {
        return population == nullptr ? missing_cell() : count_cell(population->*member);
    };
    std::vector<Cell> row{result.population.empty() ? missing_cell() : text_cell(result.population)};
    if (named) row.push_back(text_cell(result.name));
    row.push_back(count(&PopulationSummary::units));
    row.push_back(count(&PopulationSummary::synapses));
    for (const ShownMetric& metric : metrics) row.push_back(metric_cell(result, metric));
    if (timed) row.push_back(population == nullptr ? missing_cell() : seconds_cell(population->simulation_s));
    row.push_back(count(&PopulationSummary::synaptic_events));
    row.push_back(seconds_cell(result.training_s));
    return row;
}

}  // namespace

std::vector<ReadoutResult> train_readouts(const Model& model, const PluginHost& host, const fs::path& recording,
                                          const fs::path& output) {
    // Nothing half-trained is left behind.
    struct Part {
        fs::path path;
        ~Part() {
            std::error_code ignored;
            fs::remove(path, ignored);
        }
    } const part{output.string() + ".part"};
    h5::File::create(part.path);
    std::vector<ReadoutResult> results;
    for (const ReadoutSpec& readout : model.readouts) {
        const auto start = std::chrono::steady_clock::now();
        ReadoutResult result{readout.name, readout.offer->name, population_of(readout, h5::File::open(recording)),
                             train_one(model, host, readout, recording, part.path)};
        result.shown = readout.offer->trainer->shown();
        result.training_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        results.push_back(std::move(result));
    }
    fs::rename(part.path, output);
    return results;
}

Table readout_table(std::span<const ReadoutResult> results, std::span<const PopulationSummary> populations,
                    bool timed) {
    // A readout is usually called as its reservoir, and then needs no column of its own.
    const bool named =
        std::any_of(results.begin(), results.end(), [](const auto& r) { return r.name != r.population; });
    std::vector<Table::Column> columns{{"reservoir", "reservoir"}};
    if (named) columns.push_back({"readout", "readout"});
    columns.insert(columns.end(), {{"units", "units"}, {"synapses", "synapses"}});
    const std::vector<ShownMetric> metrics = shown_metrics(results);
    for (const ShownMetric& metric : metrics) columns.push_back({metric.title, metric.name});
    if (timed) columns.push_back({"simulation time", "simulation_s"});
    columns.insert(columns.end(), {{"synaptic events", "synaptic_events"}, {"training time", "training_s"}});
    Table table(std::move(columns));
    for (const ReadoutResult& result : results) {
        const auto found = std::find_if(populations.begin(), populations.end(),
                                        [&](const auto& population) { return population.name == result.population; });
        table.add(row_of(result, found == populations.end() ? nullptr : &*found, metrics, named, timed));
    }
    return table;
}

}  // namespace limen::app
