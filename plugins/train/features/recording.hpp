// What every trainer reads of a recording first: its trials, its records, its inputs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/learn/recorded_trials.hpp"
#include "limen/learn/trainer.hpp"

namespace limen::train {

// Throws ParameterError("washout") where it takes all of a trial; both in ms.
void check_washout(double washout, std::span<const double> durations);

// Throws ParameterError("trainer") where no trial of a run to come is marked for training.
void check_training(const RunOutline&);

// Throws ParameterError("times") where a moment (ms from a trial's start) lies behind a trial's end.
void check_times(std::span<const double> times, std::span<const double> durations);

// The group of a [record.*] table. Throws ParameterError("record") naming what there is.
std::string find_record(const h5::File&, const std::string& record);

// When the samples of a report were taken; in ms.
struct TimeAxis {
    double first = 0, period = 1;
};
// Throws DataError where they are no times.
TimeAxis read_time_axis(const h5::File&, const std::string& dataset);

// A data source that drove the network, as the group /inputs/<name> has it.
struct RecordedInput {
    std::string group;
    std::size_t channels = 0, target_channels = 0;  // 0: it has no targets
    double frame = 1;                               // ms
    std::vector<std::uint64_t> offsets;             // the rows of trial i begin at offsets[i]

    bool none() const noexcept { return group.empty(); }
};

// The input `data` of so many trials; where that is empty, the only one (with_targets: the only one that has targets),
// or none if there is no such. Throws ParameterError("data") where there are several, or none of that name, and
// DataError where offsets, values and targets do not fit together.
RecordedInput find_input(const h5::File&, const std::string& data, bool with_targets, std::size_t trials);

}  // namespace limen::train
