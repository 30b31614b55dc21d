// Calls trainers, and adds to their results what they cannot know.
#include "limen/simulation/training.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "limen/core/peak_memory.hpp"
#include "limen/core/wall_time.hpp"
#include "limen/registry/host.hpp"
#include "simulation/learn_online.hpp"

namespace limen {

namespace {

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

// Throws DataError where a metric is NaN: no table shows what is no number.
void refuse_no_number(const Metrics& metrics, const h5::File& recording, const std::string& readout) {
    for (const Metric& metric : metrics)
        if (std::isnan(metric.value))
            throw DataError(
                recording.path(), "",
                fmt::format("gives readout \"{}\" no number for {}: it comes out as NaN; look for data that "
                            "never change, or that are too few",
                            readout, metric.name));
}

// With what was learnt, so that it can be applied elsewhere, and what its numbers mean.
void note_readout(h5::File& file, const ReadoutSpec& readout, const Metrics& metrics) {
    const std::string group = "/" + readout.name;
    if (!file.exists(group)) file.make_group(group);
    std::string table =
        fmt::format("[readout.{}]\ntrainer = {}\n", to_toml_key(readout.name), to_toml(Value(readout.offer->name)));
    for (const auto& [key, value] : readout.parameters.values())
        table += fmt::format("{} = {}\n", to_toml_key(key), to_toml(value));
    file.set_text_attribute(group, "table", table);
    std::string about;
    for (const Metric& metric : metrics)
        about += fmt::format("{} = {{title = {}, unit = {}, better = \"{}\", part = \"{}\", share = {}}}\n",
                             to_toml_key(metric.name), to_toml(Value(metric.title)), to_toml(Value(metric.unit)),
                             name_of(metric.better), metric.part ? name_of(*metric.part) : "", metric.share);
    file.set_text_attribute(group, "metrics", about);
}

Metrics train_one(const Model& model, const ReadoutSpec& readout, const h5::File& recording, h5::File& readouts) {
    Metrics metrics;
    const Trainer& trainer = *readout.offer->trainer;
    try {
        // Without its populations the model is that of a recording alone.
        if (learns_online(trainer) && !model.populations.empty()) return learn_online(model, readout, readouts);
        call_plugin(plugin_place(*readout.offer, readout.path),
                    [&] { metrics = trainer.train(recording, readout.parameters, readout.name, readouts); });
        refuse_no_number(metrics, recording, readout.name);
    } catch (const ParameterError& error) {
        throw ModelError({model.problem(readout.path, error.key(), error.what())});
    }
    return metrics;
}

// What it has learnt, once more as an object. Throws ParameterError("trainer") where it learns nothing.
std::unique_ptr<Readout> readout_of(const ReadoutSpec& spec, const h5::File& readouts) {
    const auto* learner = dynamic_cast<const Learner*>(spec.offer->trainer.get());
    if (learner == nullptr)
        throw ParameterError("trainer", "measures a recording, and leaves nothing that could be used again");
    return learner->readout(spec.parameters, readouts, spec.name);
}

}  // namespace

std::string ReadoutResult::reservoir() const { return fmt::format("{}", fmt::join(populations, " + ")); }

std::vector<ReadoutResult> train(const Model& model, const h5::File& recording, h5::File& readouts,
                                 std::vector<std::string>* untrained) {
    std::vector<ReadoutResult> results;
    for (const ReadoutSpec& readout : model.readouts) {
        const PeakMemory peak;
        const auto start = std::chrono::steady_clock::now();
        ReadoutResult result{.name = readout.name, .trainer = readout.offer->name};
        try {
            result.populations = populations_of(readout, recording);
            result.metrics = train_one(model, readout, recording, readouts);
        } catch (const DataError& error) {
            const bool others = model.readouts.size() > (untrained == nullptr ? 1 : untrained->size() + 1);
            if (untrained == nullptr || error.file() != recording.path() || !others) throw;
            untrained->push_back(fmt::format("readout \"{}\" is not trained: {}", readout.name, error.what()));
            continue;
        }
        note_readout(readouts, readout, result.metrics);
        result.training_s = seconds_since(start);
        result.peak_memory = peak.bytes();
        results.push_back(std::move(result));
    }
    return results;
}

std::vector<ReadoutSpec> trained_readouts(const h5::File& file, const PluginHost& host,
                                          const std::vector<std::string>& wanted) {
    const std::vector<std::string> there = file.children("/");
    for (const std::string& name : wanted)
        if (std::find(there.begin(), there.end(), name) == there.end())
            throw DataError(file.path(), "", fmt::format("has no readout \"{}\"{}", name, suggestion(name, there)));
    std::vector<ReadoutSpec> specs;
    for (const std::string& name : wanted.empty() ? there : wanted) {
        const std::string group = "/" + name;
        if (!file.has_attribute(group, "table"))
            throw DataError(file.path(), group, "does not say how it was trained; train it with this version of limen");
        const std::string where = file.path().string() + ":" + group;
        Model model = parse_model(file.text_attribute(group, "table"), where, host, {{}, true});
        specs.insert(specs.end(), model.readouts.begin(), model.readouts.end());
    }
    if (specs.empty()) throw DataError(file.path(), "", "holds no readout");
    return specs;
}

Metrics apply(const ReadoutSpec& spec, const h5::File& readouts, const h5::File& recording, h5::File& output) {
    Metrics metrics;
    call_plugin(plugin_place(*spec.offer, spec.path),
                [&] { metrics = readout_of(spec, readouts)->apply(recording, spec.name, output); });
    refuse_no_number(metrics, recording, spec.name);
    return metrics;
}

std::vector<double> memory_curve(const ReadoutSpec& spec, const h5::File& readouts, const h5::File& recording,
                                 std::size_t lags) {
    std::vector<double> curve;
    if (lags == 0 || dynamic_cast<const Learner*>(spec.offer->trainer.get()) == nullptr) return curve;
    call_plugin(plugin_place(*spec.offer, spec.path),
                [&] { curve = readout_of(spec, readouts)->memory_curve(recording, lags); });
    return curve;
}

std::size_t usual_lags(const h5::File& recording) {
    constexpr std::size_t most = 100;
    if (!recording.exists("/inputs")) return 0;
    const std::vector<std::string> data = recording.children("/inputs");
    if (data.empty()) return 0;
    const auto offsets = recording.read<std::uint64_t>("/inputs/" + data[0] + "/offsets");
    return offsets.size() < 2 ? 0 : std::min<std::size_t>(most, offsets.back() / (offsets.size() - 1) / 2);
}

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

namespace {

void write_free_run(h5::File& file, const std::string& group, const FreeRunResult& run) {
    const std::vector<hsize_t> shape{run.starts, run.horizon, run.channels};
    file.write<double>(group + "/outputs", run.outputs, shape);
    file.write<double>(group + "/targets", run.targets, shape);
    file.write<double>(group + "/nrmse", run.nrmse);
}

}  // namespace

std::vector<std::string> run_freely(const Model& model, h5::File& readouts, std::vector<ReadoutResult>& results) {
    std::vector<std::string> warnings;
    for (const FreeRunSpec& spec : model.free_runs) {
        const ReadoutSpec& readout = model.readouts[spec.readout];
        LinearReadout map;
        try {
            call_plugin(plugin_place(*readout.offer, readout.path),
                        [&] { map = readout_of(readout, readouts)->linear(); });
        } catch (const ParameterError& error) {
            throw ModelError({model.problem(readout.path, error.key(), error.what())});
        }
        const FreeRunResult run = free_run(model, spec, map);
        const std::string wrong = run.diverged.empty() ? runaway_of(run) : run.diverged;
        if (!wrong.empty()) warnings.push_back(fmt::format("free run \"{}\": {}", spec.name, wrong));
        write_free_run(readouts, "/" + readout.name + "/free_run/" + spec.name, run);
        if (std::isnan(run.nrmse.back())) continue;  // it diverged, which the warning says
        Metrics& metrics = results[spec.readout].metrics;
        metrics.add({.name = fmt::format("free_run_{}_nrmse", spec.name),
                     .title = spec.name + " NRMSE",
                     .value = run.nrmse.back(),
                     .better = Better::lower,
                     .part = spec.part,
                     .shown = true});
        metrics.add({.name = fmt::format("free_run_{}_log10_nrmse", spec.name),
                     .title = fmt::format("log10 of {} NRMSE", spec.name),
                     .value = std::log10(run.nrmse.back()),
                     .better = Better::lower,
                     .part = spec.part});
    }
    return warnings;
}

}  // namespace limen
