// The trials of a recording. A file is a stranger: each of its sizes is compared with every other one before it is
// used.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/schema/split.hpp"

namespace limen {

struct RecordedTrials {
    std::vector<double> start, duration;  // ms; in order
    std::vector<std::int32_t> labels;     // into classes; -1: none
    std::vector<Split> splits;
    std::vector<std::string> classes;

    std::size_t size() const noexcept { return start.size(); }
};

// Throws DataError where the file is no recording that this limen reads.
void check_recording_format(const h5::File&);

// The trials that are whole in the file. Throws DataError where there is none, or where something is wrong with one.
RecordedTrials read_trials(const h5::File&);

// Where the rows of each trial begin in `dataset`, and after the last of so many trials, where they end. Throws
// DataError where the dataset cannot have these rows.
std::vector<std::uint64_t> read_offsets(const h5::File&, const std::string& offsets, const std::string& dataset,
                                        std::size_t trials);

// How many units a population has. Throws DataError.
std::size_t read_units(const h5::File&, const std::string& population);

// What a record keeps of each trial, in ms from its start: times from `from` on, and until `until`.
struct RecordedPart {
    double from = 0, until = std::numeric_limits<double>::infinity();
    bool whole() const noexcept { return from == 0 && std::isinf(until); }
};

// The recorded part of the spikes or the report in a group. Throws DataError.
RecordedPart read_recorded_part(const h5::File&, const std::string& group);

// The units of the population whose spikes a group keeps, in order; none if it keeps those of all. Throws DataError.
std::vector<std::uint64_t> read_spike_units(const h5::File&, const std::string& group, const std::string& population);

}  // namespace limen
