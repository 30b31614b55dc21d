// Reads results.json and the heads of recordings.
#include "comparison/systems.hpp"

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "json.hpp"
#include "limen/core/error.hpp"
#include "limen/files/regular_file.hpp"
#include "limen/hdf5.hpp"
#include "limen/simulation/training.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

Json read_json(const fs::path& path) {
    if (std::error_code error; !fs::exists(path, error))
        throw DataError(path, "", "is missing; only a complete run can be compared");
    require_regular_file(path);
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw DataError(path, "", "cannot be read");
    try {
        return parse_json(stream);
    } catch (const Json::exception& error) {
        throw DataError(path, "", std::string("is no JSON that limen has written: ") + error.what());
    }
}

double number_at(const Json& json, const std::string& key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : unknown;
}

// As results_json() has them. Throws Json::exception.
Metrics metrics_of(const Json& readout) {
    Metrics metrics;
    for (const Json& entry : readout.at("metrics")) {
        Metric metric{.name = entry.at("name"), .title = entry.at("title")};
        const Json& value = readout.at(metric.name);
        metric.value = value.is_number() ? value.get<double>() : unknown;
        metric.unit = entry.at("unit");
        metric.share = entry.at("share");
        metric.shown = entry.at("shown");
        for (const Better better : {Better::higher, Better::lower})
            if (entry.at("better") == name_of(better)) metric.better = better;
        for (const Split part : {Split::train, Split::test, Split::validation})
            if (entry.at("part") == name_of(part)) metric.part = part;
        metrics.add(std::move(metric));
    }
    return metrics;
}

PopulationSummary population_of(const Json& json) {
    PopulationSummary population;
    population.name = json.at("population");
    population.synapses = json.at("synapses");
    population.synaptic_events = json.at("synaptic_events");
    population.simulation_s = json.at("simulation_s");
    population.spiking = !json.at("rate_Hz").is_null();
    return population;
}

ReadoutResult readout_of(const Json& json) {
    return {.name = json.at("readout"),
            .trainer = json.value("trainer", ""),
            .populations = json.value("populations", std::vector<std::string>{}),
            .metrics = metrics_of(json),
            .training_s = number_at(json, "training_s"),
            .peak_memory = number_at(json, "peak_memory_B")};
}

ComparedRun read_run(const fs::path& folder) {
    const Json results = read_json(folder / "results.json");
    const h5::File file = h5::File::open(folder / "run.h5");
    if (!fs::exists(folder / "readouts.h5"))
        throw DataError(folder, "", "has no readouts.h5, so there is nothing to compare; limen run trains readouts");
    ComparedRun run{.folder = folder,
                    .model = fs::path(file.text_attribute("/model", "model_file")).stem().string(),
                    .seed = file.count_attribute("/model", "seed"),
                    .peak_memory = number_at(results, "peak_memory_B"),
                    .trials = read_trials(file)};
    run.summary.trials = results.at("trials");
    for (const Json& population : results.at("populations"))
        run.summary.populations.push_back(population_of(population));
    for (const Json& readout : results.at("readouts")) run.readouts.push_back(readout_of(readout));
    return run;
}

}  // namespace

const std::vector<CostColumn> cost_columns{
    {"trained parameters", "trained_parameters", &Costs::trained_parameters, CostColumn::Kind::count},
    {"all parameters", "parameters", &Costs::parameters, CostColumn::Kind::count},
    {"training", "training_s", &Costs::training_s, CostColumn::Kind::seconds},
    {"inference", "inference_s", &Costs::inference_s, CostColumn::Kind::seconds},
    {"MACs", "macs", &Costs::macs, CostColumn::Kind::count},
    {"synaptic events", "synaptic_events", &Costs::synaptic_events, CostColumn::Kind::count},
    {"peak memory", "peak_memory_B", &Costs::peak_memory, CostColumn::Kind::bytes}};

void add_memory_curves(std::vector<System>& systems, const PluginHost& host) {
    for (System& system : systems)
        for (SystemRun& run : system.runs) {
            const h5::File recording = h5::File::open(run.folder / "run.h5"),
                           readouts = h5::File::open(run.folder / "readouts.h5");
            const std::vector<ReadoutSpec> specs = trained_readouts(readouts, host, {system.readout});
            run.memory_curve = memory_curve(specs.at(0), readouts, recording, usual_lags(recording));
        }
}

std::vector<System> read_systems(const std::vector<fs::path>& run_folders) {
    std::vector<ComparedRun> runs;
    for (const fs::path& folder : run_folders) try {
            runs.push_back(read_run(folder));
        } catch (const Json::exception& error) {
            throw DataError(folder / "results.json", "",
                            std::string("is not what limen run writes: ") + error.what() + "; run it again");
        }
    return compare(runs);
}

}  // namespace limen::app
