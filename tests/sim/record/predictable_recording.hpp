// A recording in which every number follows from its index, so that any part of it can be checked alone.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "record/recorder.hpp"

namespace limen::test {

// Two populations, of which one is recorded, a report and an input. A piece lasts 10 ms, a trial four pieces.
constexpr std::uint64_t pieces_per_trial = 4, spikes_per_piece = 5, rows_per_piece = 2, frames_per_trial = 2;
constexpr std::uint64_t liquid_units = 10, report_units = 3, channels = 2;
constexpr double piece_duration = 10, trial_duration = 40, spike_interval = 2, report_period = 5, frame = 20;  // ms

inline RecordingPlan predictable_plan() {
    RecordingPlan plan;
    plan.model_file = "predictable.toml";
    plan.model_text = "# \u03c4_m = 30 ms\n";
    plan.resolved = "tau_m = 30.0\n";
    plan.version = "0.1.0";
    plan.seed = 7;
    plan.populations = {{"liquid", "lif", liquid_units, 8, 40, true}, {"silent", "lif", 4, 4, 0, false}};
    plan.reports = {{"potential", "liquid", "V_m", "mV", report_units, 0, report_period}};
    plan.names = {{"liquid", "spikes", "/spikes/liquid", "liquid"},
                  {"potential", "report", "/report/potential", "liquid"}};
    plan.inputs = {{"voice", channels, frame, 1}};
    plan.classes = {"one", "two", "three"};
    return plan;
}

// What stands at index i of each array.
inline double spike_time(std::uint64_t i) { return static_cast<double>(i) * spike_interval; }
inline std::uint64_t spike_id(std::uint64_t i) { return i * 7 % liquid_units; }
inline float report_value(std::uint64_t i) { return static_cast<float>(i % 1'000'000) / 4; }
inline double input_value(std::uint64_t i) { return static_cast<double>(i) / 8; }
inline double target_value(std::uint64_t i) { return static_cast<double>(i) / 16; }
inline std::int32_t label(std::uint64_t i) { return static_cast<std::int32_t>(i % 3); }
inline std::uint8_t split(std::uint64_t i) { return i % 2; }
inline std::uint32_t source(std::uint64_t i) { return static_cast<std::uint32_t>(3 * i + 1); }
inline double trial_start(std::uint64_t i) { return static_cast<double>(i) * trial_duration; }
inline std::uint64_t liquid_events(std::uint64_t i) { return 1000 + i; }
inline std::uint64_t silent_events(std::uint64_t i) { return 2 * i; }

template <class Rule>
auto numbers(std::uint64_t first, std::uint64_t count, Rule rule) {
    std::vector<decltype(rule(first))> values(count);
    for (std::uint64_t i = 0; i < count; ++i) values[i] = rule(first + i);
    return values;
}

inline FinishedTrial predictable_trial(std::uint64_t i) {
    constexpr std::uint64_t count = frames_per_trial * channels;
    return {trial_start(i),
            trial_duration,
            label(i),
            static_cast<Split>(split(i)),
            source(i),
            {liquid_events(i), silent_events(i)},
            {numbers(i * count, count, input_value)},
            {},
            {numbers(i * frames_per_trial, frames_per_trial, target_value)}};
}

// Piece k; the last of each trial ends it.
inline RecordingChunk predictable_chunk(std::uint64_t k) {
    RecordingChunk chunk;
    chunk.until = static_cast<double>(k + 1) * piece_duration;
    chunk.spikes = {{numbers(k * spikes_per_piece, spikes_per_piece, spike_time),
                     numbers(k * spikes_per_piece, spikes_per_piece, spike_id)},
                    {}};
    constexpr std::uint64_t values = rows_per_piece * report_units;
    chunk.reports = {{numbers(k * values, values, report_value)}};
    if ((k + 1) % pieces_per_trial == 0) chunk.trial = predictable_trial(k / pieces_per_trial);
    return chunk;
}

// Checks that the dataset begins with what the rule says, `count` numbers at least, and holds nothing else either.
template <class Rule>
void check_numbers(const h5::File& file, const std::string& path, std::uint64_t count, bool complete, Rule rule) {
    CAPTURE(path);
    const auto values = file.read<decltype(rule(count))>(path);
    if (complete) CHECK(values.size() == count);
    REQUIRE(values.size() >= count);
    CHECK(std::equal(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count),
                     numbers(0, count, rule).begin()));
}

// Checks everything up to what /progress says, and that there is no more of it; while the file grows, `complete` is
// false, because more may have come meanwhile.
inline void check_predictable(const h5::File& file, bool complete) {
    const auto progress = file.read<double>("/progress");
    REQUIRE(progress.size() == 2 + file.read_texts("/growing").size());
    const auto trials = static_cast<std::uint64_t>(progress[0]);
    const auto pieces = static_cast<std::uint64_t>(std::lround(progress[1] / piece_duration));
    CHECK(trials == pieces / pieces_per_trial);
    const auto check = [&](const std::string& path, std::uint64_t count, auto rule) {
        check_numbers(file, path, count, complete, rule);
    };
    check("/spikes/liquid/timestamps", pieces * spikes_per_piece, spike_time);
    check("/spikes/liquid/node_ids", pieces * spikes_per_piece, spike_id);
    check("/report/potential/data", pieces * rows_per_piece * report_units, report_value);
    check("/report/potential/offsets", trials + 1,
          [](std::uint64_t i) -> std::uint64_t { return i * pieces_per_trial * rows_per_piece; });
    check("/inputs/voice/values", trials * frames_per_trial * channels, input_value);
    check("/inputs/voice/targets", trials * frames_per_trial, target_value);
    check("/inputs/voice/offsets", trials + 1, [](std::uint64_t i) -> std::uint64_t { return i * frames_per_trial; });
    check("/trials/start", trials, trial_start);
    check("/trials/duration", trials, [](std::uint64_t) { return trial_duration; });
    check("/trials/label", trials, label);
    check("/trials/split", trials, split);
    check("/trials/source", trials, source);
    check("/populations/liquid/synaptic_events", trials, liquid_events);
    check("/populations/silent/synaptic_events", trials, silent_events);
    const auto axis = file.read<double>("/report/potential/mapping/time");
    CHECK(axis[0] == 0);
    CHECK(axis[2] == report_period);
    CHECK(axis[1] >= progress[1]);
    if (complete) CHECK(axis[1] == static_cast<double>(file.shape("/report/potential/data")[0]) * report_period);
}

}  // namespace limen::test
