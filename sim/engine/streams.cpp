// Reads and scales the data that networks are driven with.
#include "engine/streams.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "limen/core/channel_scale.hpp"
#include "limen/core/frame_clock.hpp"
#include "limen/registry/host.hpp"
#include "limen/schema/data_checks.hpp"

namespace limen {

namespace {

// Data streams run side by side, so they must agree about the trials.
void check_agreement(const Model& model, const std::vector<Trials>& streams) {
    std::vector<Problem> problems;
    for (std::size_t d = 0; d < streams.size(); ++d) {
        const auto refuse = [&](const std::string& message) {
            problems.push_back(model.problem(model.data[d].path, "", message));
        };
        if (streams[d].size() == 0) {
            refuse("holds no trials");
        } else if (streams[d].size() != streams[0].size()) {
            refuse(fmt::format("has {} trials, but \"{}\" has {}; streams of one model need the same trials",
                               streams[d].size(), model.data[0].name, streams[0].size()));
        } else {
            for (std::size_t i = 0; i < streams[d].size(); ++i) {
                const double here = static_cast<double>(streams[d].frames(i)) * model.data[d].frame;
                const double first = static_cast<double>(streams[0].frames(i)) * model.data[0].frame;
                if (std::fabs(here - first) <= 1e-9 * first) continue;
                refuse(fmt::format("trial {} lasts {} ms, but {} ms in \"{}\"", i, here, first, model.data[0].name));
                break;
            }
        }
    }
    if (!problems.empty()) throw ModelError(std::move(problems));
}

// Every trial begins on a sample's tick of the common time axis, so that a report has one period throughout.
void check_periods(const Model& model, const std::vector<Trials>& streams) {
    if (trial_count(streams) < 2) return;
    std::vector<Problem> problems;
    for (const RecordSpec& record : model.records) {
        if (!record.observable) continue;
        const double frame = model.data[0].frame;
        if (!FrameClock(record.period).filling(frame))
            problems.push_back(
                model.problem(record.path, "period",
                              fmt::format("is {} ms; it must divide the frame of the data, {} ms, because trials "
                                          "last a whole number of frames",
                                          record.period, frame)));
    }
    if (!problems.empty()) throw ModelError(std::move(problems));
}

bool any_training(const Trials& trials) {
    return std::count(trials.splits.begin(), trials.splits.end(), Split::train) > 0;
}

// Of channels that cannot be brought to deviation 1.
std::string constant_note(const std::vector<std::size_t>& constant, std::size_t channels) {
    constexpr std::size_t most = 5;
    const std::span<const std::size_t> named(constant.data(), std::min(most, constant.size()));
    return fmt::format("{} of {} channels never change in the training trials, and count as 0 (standardise): {}{}",
                       constant.size(), channels, fmt::join(named, ", "), constant.size() > most ? ", ..." : "");
}

// What a trainer can know to be wrong without a recording.
void check_readouts(const Model& model, const std::vector<Trials>& streams) {
    RunOutline outline;
    for (std::size_t i = 0; i < trial_count(streams); ++i)
        outline.durations.push_back(trial_duration(model, streams, i));
    for (const Trials& trials : streams) outline.targets = outline.targets || trials.target_channels > 0;
    if (!streams.empty()) outline.splits = streams[0].splits, outline.labels = streams[0].labels;
    std::vector<Problem> problems;
    for (const ReadoutSpec& readout : model.readouts)
        call_plugin(plugin_place(*readout.offer, readout.path), [&] {
            try {
                readout.offer->trainer->check(readout.parameters, outline);
            } catch (const ParameterError& error) {
                problems.push_back(model.problem(readout.path, error.key(), error.what()));
            }
        });
    if (!problems.empty()) throw ModelError(std::move(problems));
}

// The labels of the first data are those of the trials.
void check_classes(const Model& model, std::vector<Trials>& streams) {
    if (streams.empty()) return;
    leave_out_absent_classes(streams[0]);
    const std::string wrong = why_classes_cannot_be_learnt(streams[0]);
    if (wrong.empty()) return;
    const bool targets =
        std::any_of(streams.begin(), streams.end(), [](const Trials& trials) { return trials.target_channels > 0; });
    for (const ReadoutSpec& readout : model.readouts)
        if (readout.offer->trainer->learns_classes(readout.parameters, !streams[0].classes.empty(), targets))
            throw ModelError(
                {model.problem(model.data[0].path, "",
                               fmt::format("{}, so that the readout \"{}\" cannot learn", wrong, readout.name))});
}

}  // namespace

std::vector<Trials> load_streams(const Model& model) {
    std::vector<Trials> streams;
    for (const DataSpec& spec : model.data) {
        const DatasetContext context{model.file.parent_path(), model.seed, static_cast<std::uint32_t>(streams.size()),
                                     spec.frame};
        const std::string place = plugin_place(*spec.offer, spec.path);
        call_plugin(place, [&] {
            try {
                streams.push_back(spec.offer->dataset->load(spec.parameters, context));
            } catch (const ParameterError& error) {
                throw ModelError({model.problem(spec.path, error.key(), error.what())});
            }
        });
        if (const std::string wrong = fault_of(streams.back()); !wrong.empty()) throw PluginError(place, wrong);
        if (spec.standardise) standardise(streams.back());
    }
    check_agreement(model, streams);
    check_periods(model, streams);
    check_classes(model, streams);
    check_readouts(model, streams);
    return streams;
}

std::size_t trial_count(const std::vector<Trials>& streams) { return streams.empty() ? 1 : streams[0].size(); }

double trial_duration(const Model& model, const std::vector<Trials>& streams, std::size_t trial) {
    if (streams.empty()) return model.stop;
    return static_cast<double>(streams[0].frames(trial)) * model.data[0].frame;
}

std::vector<std::uint32_t> training_trials(const Trials& trials) {
    const bool any = any_training(trials);
    std::vector<std::uint32_t> chosen;
    for (std::uint32_t i = 0; i < trials.size(); ++i)
        if (!any || trials.splits[i] == Split::train) chosen.push_back(i);
    return chosen;
}

void standardise(Trials& trials) {
    const std::vector<std::uint32_t> training = training_trials(trials);
    std::vector<std::size_t> constant;
    for (std::size_t c = 0; c < trials.channels; ++c) {
        const ChannelScale scale = channel_scale([&](auto&& use) {
            for (const std::uint32_t i : training)
                for (std::size_t k = 0; k < trials.frames(i); ++k) use(trials.frame(i, k)[c]);
        });
        if (scale.deviation() == 0) constant.push_back(c);
        const double factor = 1 / scale.divisor();
        for (std::size_t i = c; i < trials.values.size(); i += trials.channels)
            trials.values[i] = (trials.values[i] - scale.mean) * factor;
    }
    if (!constant.empty() && !trials.values.empty()) trials.notes.push_back(constant_note(constant, trials.channels));
}

}  // namespace limen
