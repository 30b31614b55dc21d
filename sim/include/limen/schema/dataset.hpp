// Data sources: sequences of frames, ragged in length, with a label each or with targets frame by frame.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "limen/schema/parameter.hpp"
#include "limen/schema/split.hpp"

namespace limen {

// A spike that data hold.
struct DataEvent {
    double time;  // ms from the trial's start
    std::uint32_t unit;
};

// Sequences of frames, one after the other. offsets has one entry more than there are trials, and trial i's frames are
// rows offsets[i] to offsets[i + 1] of values, each of `channels` numbers. labels index into classes. Where there are
// targets, what a readout shall give at each frame, they have a row of `target_channels` numbers for each row of
// values. Where the data are spikes, trial i's are event_offsets[i] to event_offsets[i + 1] of events, sorted by time,
// of units below event_units; the values then say about the same, frame by frame, to those who cannot take spikes.
struct Trials {
    std::size_t channels = 0, target_channels = 0;
    std::vector<double> values, targets{};
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::int32_t> labels;
    std::vector<Split> splits;
    std::vector<std::string> classes;
    std::vector<std::string> notes{};  // what a person should know of the data, as sentences
    std::uint32_t event_units = 0;     // 0: the data are no spikes
    std::vector<DataEvent> events{};
    std::vector<std::uint64_t> event_offsets{};

    std::size_t size() const noexcept { return offsets.size() - 1; }
    std::size_t frames(std::size_t trial) const noexcept {
        return static_cast<std::size_t>(offsets[trial + 1] - offsets[trial]);
    }
    std::span<const double> frame(std::size_t trial, std::size_t k) const noexcept {
        return std::span(values).subspan((static_cast<std::size_t>(offsets[trial]) + k) * channels, channels);
    }
    std::span<const double> target(std::size_t trial, std::size_t k) const noexcept {
        return std::span(targets).subspan((static_cast<std::size_t>(offsets[trial]) + k) * target_channels,
                                          target_channels);
    }
    std::span<const DataEvent> events_of(std::size_t trial) const noexcept {
        return std::span(events).subspan(event_offsets[trial], event_offsets[trial + 1] - event_offsets[trial]);
    }
};

// What is wrong with the sizes and numbers of trials, in words, as in "has 3 labels for 8 trials"; empty if nothing is.
std::string fault_of(const Trials&);

// What a data source is made from, beside its parameters.
struct DatasetContext {
    std::filesystem::path folder;  // of the model file: paths are relative to it
    std::uint64_t seed = 1;        // the model's
    std::uint32_t id = 0;          // which of the model's data sources it is, for its random streams
    double frame = 1;              // ms, how long a frame lasts in the model
};

// Reads or makes a data source.
class DatasetFactory {
public:
    virtual ~DatasetFactory() = default;
    // What the key `standardise` is where a model does not give it.
    virtual bool standardise() const { return true; }
    // What the key `frame` is (ms) where a model does not give it.
    virtual double frame() const { return 1; }
    // Throws DataError, naming file and line, and ParameterError.
    virtual Trials load(const Parameters&, const DatasetContext&) const = 0;
};

}  // namespace limen
