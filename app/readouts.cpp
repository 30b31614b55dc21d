// Calls trainers and lays their results side by side.
#include "readouts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <chrono>
#include <cmath>

#include "limen/core/wall_time.hpp"
#include "limen/hdf5.hpp"
#include "online.hpp"
#include "peak_memory.hpp"
#include "recording.hpp"

namespace limen::app {

namespace {

namespace fs = std::filesystem;

// The populations behind the parameter `record` of a trainer; trainers without one read what they like.
std::vector<std::string> populations_of(const ReadoutSpec& readout, const h5::File& recording) {
    const auto& values = readout.parameters.values();
    const auto record = values.find("record");
    if (record == values.end()) return {};
    std::vector<std::string> records, populations;
    if (const auto* names = std::get_if<std::vector<std::string>>(&record->second)) records = *names;
    if (const auto* name = std::get_if<std::string>(&record->second)) records = {*name};
    for (const std::string& name : records)
        if (recording.exists("/records/" + name)) {
            std::string population = recording.text_attribute("/records/" + name, "population");
            if (std::find(populations.begin(), populations.end(), population) == populations.end())
                populations.push_back(std::move(population));
        }
    return populations;
}

}  // namespace

void refuse_no_number(const std::map<std::string, double>& metrics, const fs::path& recording,
                      const std::string& readout) {
    for (const auto& [name, value] : metrics)
        if (std::isnan(value))
            throw DataError(
                recording, "",
                fmt::format("gives readout \"{}\" no number for {}: it comes out as NaN; look for data that "
                            "never change, or that are too few",
                            readout, name));
}

namespace {

// With what was learnt, so that it can be applied elsewhere.
void note_readout(const fs::path& output, const ReadoutSpec& readout) {
    h5::File file = h5::File::open_to_write(output);
    const std::string group = "/" + readout.name;
    if (!file.exists(group)) file.make_group(group);
    std::string table =
        fmt::format("[readout.{}]\ntrainer = {}\n", to_toml_key(readout.name), to_toml(Value(readout.offer->name)));
    for (const auto& [key, value] : readout.parameters.values())
        table += fmt::format("{} = {}\n", to_toml_key(key), to_toml(value));
    file.set_text_attribute(group, "table", table);
}

std::map<std::string, double> train_one(const Model& model, const ReadoutSpec& readout, const fs::path& recording,
                                        const fs::path& output) {
    std::map<std::string, double> metrics;
    const TrainerFactory& trainer = *readout.offer->trainer;
    try {
        // Without its populations the model is that of a recording alone.
        if (trainer.learns_online() && !model.populations.empty()) return learn_online(model, readout, output);
        call_plugin(plugin_place(*readout.offer, readout.path),
                    [&] { metrics = trainer.train(recording, readout.parameters, readout.name, output); });
        refuse_no_number(metrics, recording, readout.name);
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
std::vector<Cell> row_of(const ReadoutResult& result, std::span<const PopulationSummary> summaries,
                         std::span<const ShownMetric> metrics, bool named, bool timed) {
    std::vector<const PopulationSummary*> read;
    for (const PopulationSummary& summary : summaries)
        if (std::find(result.populations.begin(), result.populations.end(), summary.name) != result.populations.end())
            read.push_back(&summary);
    const auto count = [&](std::uint64_t PopulationSummary::*member) {
        std::uint64_t sum = 0;
        bool known = !read.empty();
        for (const PopulationSummary* population : read) {
            known = known && population->*member != unknown_count;
            sum += population->*member;
        }
        return known ? count_cell(sum) : missing_cell();
    };
    std::vector<Cell> row{result.populations.empty() ? missing_cell() : text_cell(result.reservoir())};
    if (named) row.push_back(text_cell(result.name));
    row.push_back(count(&PopulationSummary::units));
    row.push_back(count(&PopulationSummary::synapses));
    for (const ShownMetric& metric : metrics) row.push_back(metric_cell(result, metric));
    // Populations of one network share its time.
    if (timed) row.push_back(read.empty() ? missing_cell() : seconds_cell(read[0]->simulation_s));
    row.push_back(count(&PopulationSummary::synaptic_events));
    row.push_back(seconds_cell(result.training_s));
    return row;
}

void write_free_run(const fs::path& readouts, const std::string& group, const FreeRunResult& run) {
    h5::File file = h5::File::open_to_write(readouts);
    const std::vector<hsize_t> shape{run.starts, run.horizon, run.channels};
    file.write<double>(group + "/outputs", run.outputs, shape);
    file.write<double>(group + "/targets", run.targets, shape);
    file.write<double>(group + "/nrmse", run.nrmse);
}

}  // namespace

std::vector<ReadoutResult> train_readouts(const Model& model, const fs::path& recording, const fs::path& output,
                                          std::vector<std::string>* untrained) {
    h5::File::create(output);
    std::vector<ReadoutResult> results;
    for (const ReadoutSpec& readout : model.readouts) {
        const PeakMemory peak;
        const auto start = std::chrono::steady_clock::now();
        ReadoutResult result{readout.name, readout.offer->name, {}, {}};
        try {
            result.populations = populations_of(readout, h5::File::open(recording));
            result.metrics = train_one(model, readout, recording, output);
        } catch (const DataError& error) {
            const bool others = model.readouts.size() > (untrained == nullptr ? 1 : untrained->size() + 1);
            if (untrained == nullptr || error.file() != recording || !others) throw;
            untrained->push_back(fmt::format("readout \"{}\" is not trained: {}", readout.name, error.what()));
            continue;
        }
        note_readout(output, readout);
        result.shown = readout.offer->trainer->shown();
        result.training_s = seconds_since(start);
        result.peak_memory = peak.bytes();
        results.push_back(std::move(result));
    }
    return results;
}

std::string ReadoutResult::reservoir() const { return fmt::format("{}", fmt::join(populations, " + ")); }

std::string runaway_of(const FreeRunResult& run) {
    // Far outside, where a wrong course within the bounds of the targets is only late or early.
    constexpr double far = 10;
    for (std::size_t c = 0; c < run.channels; ++c) {
        double low = INFINITY, high = -INFINITY, farthest = 0, reached = 0;
        for (std::size_t i = c; i < run.targets.size(); i += run.channels) {
            low = std::min(low, run.targets[i]);
            high = std::max(high, run.targets[i]);
        }
        const double middle = (low + high) / 2;
        for (std::size_t i = c; i < run.outputs.size(); i += run.channels)
            if (const double away = std::fabs(run.outputs[i] - middle); away > farthest) {
                farthest = away;
                reached = run.outputs[i];
            }
        if (high > low && farthest > far * (high - low) / 2)
            return fmt::format(
                "its outputs run away: channel {} reaches {:.3g}, where the targets lie within {:.3g} and {:.3g}; "
                "lower "
                "feedback_scaling or the spectral radius, raise the readout's smallest penalty, or train with noise",
                c, reached, low, high);
    }
    return "";
}

std::vector<std::string> run_freely(const Model& model, const fs::path& readouts, std::vector<ReadoutResult>& results) {
    std::vector<std::string> warnings;
    for (const FreeRunSpec& spec : model.free_runs) {
        const ReadoutSpec& readout = model.readouts[spec.readout];
        LinearReadout map;
        try {
            call_plugin(plugin_place(*readout.offer, readout.path), [&] {
                map = readout.offer->trainer->linear_readout(readout.parameters, readout.name, readouts);
            });
        } catch (const ParameterError& error) {
            throw ModelError({model.problem(readout.path, error.key(), error.what())});
        }
        const FreeRunResult run = free_run(model, spec, map);
        const std::string wrong = run.diverged.empty() ? runaway_of(run) : run.diverged;
        if (!wrong.empty()) warnings.push_back(fmt::format("free run \"{}\": {}", spec.name, wrong));
        write_free_run(readouts, "/" + readout.name + "/free_run/" + spec.name, run);
        const std::string metric = fmt::format("free_run_{}_nrmse", spec.name);
        ReadoutResult& result = results[spec.readout];
        if (std::isnan(run.nrmse.back())) continue;  // it diverged, which the warning says
        result.metrics[metric] = run.nrmse.back();
        result.metrics[fmt::format("free_run_{}_log10_nrmse", spec.name)] = std::log10(run.nrmse.back());
        result.shown.push_back({metric, fmt::format("{} NRMSE", spec.name)});
    }
    return warnings;
}

namespace {

// Whether so many right of so many are what guessing gives. (C. Clopper, E. Pearson 1934, "The use of confidence or
// fiducial limits illustrated in the case of the binomial", Biometrika 26; both sides of 95 %.)
bool is_a_guess(double right, double trials, double guess) {
    constexpr double unlikely = 0.025;
    const double as_many = right > 0 ? boost::math::ibeta(right, trials - right + 1, guess) : 1;
    const double most = right < trials ? boost::math::ibeta_inv(right + 1, trials - right, 1 - unlikely) : 1;
    return as_many > unlikely && most < (1 + guess) / 2;
}

}  // namespace

std::vector<std::string> guessing_readouts(std::span<const ReadoutResult> results,
                                           std::span<const PopulationSummary> populations) {
    std::vector<std::string> sentences;
    for (const ReadoutResult& result : results) {
        const auto metric = [&](const char* name) {
            const auto found = result.metrics.find(name);
            return found == result.metrics.end() ? std::nan("") : found->second;
        };
        const double reached = metric("test_accuracy"), guess = metric("guess_accuracy"),
                     trials = metric("test_trials");
        if (!(reached >= 0 && guess >= 0 && trials > 0)) continue;
        if (!is_a_guess(std::round(reached * trials), trials, guess)) continue;
        std::string rates;
        for (const PopulationSummary& p : populations)
            if (p.spikes > 0 &&
                std::find(result.populations.begin(), result.populations.end(), p.name) != result.populations.end())
                rates += fmt::format(", \"{}\" at {:.3g} Hz", p.name, p.rate);
        sentences.push_back(fmt::format(
            "readout \"{}\" does no better than guessing ({:.1f} % of the test trials right, the commonest class alone "
            "{:.1f} %, of {} trials): {}look at what it reads, and make the input stronger or weaker, or the features "
            "others",
            result.name, 100 * reached, 100 * guess, trials,
            rates.empty() ? "" : "it reads " + rates.substr(2) + "; "));
    }
    return sentences;
}

Table readout_table(std::span<const ReadoutResult> results, std::span<const PopulationSummary> populations,
                    bool timed) {
    // A readout is usually called as its reservoir, and then needs no column of its own.
    const bool named =
        std::any_of(results.begin(), results.end(), [](const auto& r) { return r.name != r.reservoir(); });
    std::vector<Table::Column> columns{{"reservoir", "reservoir"}};
    if (named) columns.push_back({"readout", "readout"});
    columns.insert(columns.end(), {{"units", "units"}, {"synapses", "synapses"}});
    const std::vector<ShownMetric> metrics = shown_metrics(results);
    for (const ShownMetric& metric : metrics) columns.push_back({metric.title, metric.name});
    if (timed) columns.push_back({"simulation time", "simulation_s"});
    columns.insert(columns.end(), {{"synaptic events", "synaptic_events"}, {"training time", "training_s"}});
    Table table(std::move(columns));
    for (const ReadoutResult& result : results) table.add(row_of(result, populations, metrics, named, timed));
    return table;
}

}  // namespace limen::app
