// Reads results.json and the heads of recordings, and checks that they can be compared.
#include "comparison/systems.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "format.hpp"
#include "json.hpp"
#include "limen/core/error.hpp"
#include "limen/files/regular_file.hpp"
#include "limen/hdf5.hpp"
#include "limen/learn/recorded_trials.hpp"
#include "limen/simulation/training.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// What all runs of a comparison must have in common, seed by seed.
struct Trials {
    fs::path file;
    std::vector<double> durations;
    std::vector<std::int32_t> labels;
    std::vector<Split> splits;
};

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

Trials trials_of(const h5::File& file) {
    RecordedTrials trials = read_trials(file);
    return {file.path(), std::move(trials.duration), std::move(trials.labels), std::move(trials.splits)};
}

void check_same(const Trials& one, const Trials& other) {
    const auto refuse = [&](const char* dataset, const char* what) {
        throw DataError(other.file, dataset,
                        fmt::format("is not that of {} with the same seed: {} differ; systems can be compared on the "
                                    "same data alone",
                                    one.file.string(), what));
    };
    if (one.durations != other.durations) refuse("/trials/duration", "numbers or lengths of trials");
    if (one.labels != other.labels) refuse("/trials/label", "labels");
    if (one.splits != other.splits) refuse("/trials/split", "training and test trials");
}

// The part of the biological time that training trials take.
double training_share(const Trials& trials) {
    double training = 0, all = 0;
    for (std::size_t i = 0; i < trials.durations.size(); ++i) {
        all += trials.durations[i];
        if (trials.splits[i] != Split::test) training += trials.durations[i];
    }
    return all > 0 ? training / all : 1;
}

Costs costs_of(const Json& results, const Json& readout, const Trials& trials) {
    const double n = number_at(results, "trials");
    Costs costs{number_at(readout, "parameters"),    number_at(readout, "parameters"),
                number_at(readout, "training_s"),    number_at(readout, "inference_s"),
                number_at(readout, "macs"),          0,
                number_at(readout, "peak_memory_B"), 0};
    const auto read = readout.value("populations", std::vector<std::string>{});
    std::set<double> times;  // populations of one network share theirs
    for (const Json& population : results.at("populations")) {
        if (std::find(read.begin(), read.end(), population.at("population")) == read.end()) continue;
        const bool spiking = !population.at("rate_Hz").is_null();
        const double events = number_at(population, "synaptic_events") / n;
        costs.parameters += number_at(population, "synapses");
        costs.synaptic_events += events;
        (spiking ? costs.operations : costs.macs) += events;
        times.insert(number_at(population, "simulation_s"));
    }
    if (!std::isnan(costs.macs)) costs.operations += costs.macs;
    for (const double seconds : times) {
        costs.training_s += seconds * training_share(trials);
        costs.inference_s += seconds / n;
    }
    if (!times.empty()) costs.peak_memory = std::max(costs.peak_memory, number_at(results, "peak_memory_B"));
    return costs;
}

class Reader {
public:
    void add(const fs::path& folder) {
        const Json results = read_json(folder / "results.json");
        const h5::File file = h5::File::open(folder / "run.h5");
        if (!fs::exists(folder / "readouts.h5"))
            throw DataError(folder, "",
                            "has no readouts.h5, so there is nothing to compare; limen run trains readouts");
        const auto seed = file.count_attribute("/model", "seed");
        const std::string model = fs::path(file.text_attribute("/model", "model_file")).stem().string();
        const Trials trials = trials_of(file);
        const auto [first, is_new] = x_trials.emplace(seed, trials);
        if (!is_new) check_same(first->second, trials);
        for (const Json& readout : results.at("readouts")) {
            SystemRun run{folder, seed, metrics_of(readout), costs_of(results, readout, trials)};
            add(model, readout, std::move(run));
        }
    }

    std::vector<System> finish() {
        std::map<std::string, int> uses;
        for (const System& system : x_systems) ++uses[system.readout];
        for (std::size_t i = 0; i < x_systems.size(); ++i) {
            System& system = x_systems[i];
            if (uses[system.readout] > 1) system.name = x_models[i] + ":" + system.readout;
            std::sort(system.runs.begin(), system.runs.end(),
                      [](const SystemRun& a, const SystemRun& b) { return a.seed < b.seed; });
        }
        return std::move(x_systems);
    }

private:
    void add(const std::string& model, const Json& readout, SystemRun run) {
        const std::string name = readout.at("readout").get<std::string>();
        std::size_t i = 0;
        while (i < x_systems.size() && (x_models[i] != model || x_systems[i].readout != name)) ++i;
        if (i == x_systems.size()) {
            x_systems.push_back({name, name, readout.value("trainer", ""), readout.value("reservoir", ""), {}});
            x_models.push_back(model);
        }
        for (const SystemRun& other : x_systems[i].runs)
            if (other.seed == run.seed)
                throw DataError(run.folder, "",
                                fmt::format("and {} hold the same system \"{}\" with the same seed {}; leave one out",
                                            other.folder.string(), name, run.seed));
        x_systems[i].runs.push_back(std::move(run));
    }

    std::map<std::uint64_t, Trials> x_trials;  // by seed
    std::vector<System> x_systems;
    std::vector<std::string> x_models;  // of each system
};

bool has(const System& system, const std::string& metric) {
    return std::all_of(system.runs.begin(), system.runs.end(),
                       [&](const SystemRun& run) { return run.metrics.contains(metric); });
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

std::vector<double> System::values(const std::string& metric) const {
    std::vector<double> values;
    for (const SystemRun& run : runs) {
        const Metric* found = run.metrics.find(metric);
        values.push_back(found != nullptr ? found->value : unknown);
    }
    return values;
}

std::vector<double> System::values(double Costs::*cost) const {
    std::vector<double> values;
    for (const SystemRun& run : runs) values.push_back(run.costs.*cost);
    return values;
}

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
    Reader reader;
    for (const fs::path& folder : run_folders) try {
            reader.add(folder);
        } catch (const Json::exception& error) {
            throw DataError(folder / "results.json", "",
                            std::string("is not what limen run writes: ") + error.what() + "; run it again");
        }
    return reader.finish();
}

Metric choose_score(const std::vector<System>& systems, const std::string& wanted) {
    Metrics metrics;
    std::map<std::string, std::size_t> uses;
    std::vector<std::string> names;
    for (const System& system : systems)
        for (const Metric& metric : system.runs.at(0).metrics) {
            if (!metrics.contains(metric.name)) metrics.add(metric), names.push_back(metric.name);
            ++uses[metric.name];
        }
    if (!wanted.empty()) {
        if (const Metric* metric = metrics.find(wanted)) return *metric;
        throw Error(fmt::format("no readout has the metric \"{}\"{}", wanted, suggestion(wanted, names)));
    }
    for (const Split part : {Split::test, Split::train}) {
        const Metric* best = nullptr;
        for (const Metric& metric : metrics)
            if (metric.shown && metric.part == part && metric.better != Better::neither &&
                (best == nullptr || uses[metric.name] > uses[best->name]))
                best = &metric;
        if (best != nullptr) return *best;
    }
    throw Error(fmt::format("no readout has an accuracy or an error to compare; choose one with --metric: {}",
                            fmt::join(names, ", ")));
}

std::vector<std::string> drop_unscored(std::vector<System>& systems, const Metric& score) {
    std::vector<std::string> dropped;
    for (const System& system : systems)
        if (!has(system, score.name)) dropped.push_back(system.name);
    std::erase_if(systems, [&](const System& system) { return !has(system, score.name); });
    return dropped;
}

}  // namespace limen::app
