// Reads a recording, from a file or from memory: docs/file-format.md says how it lies there, and nobody else needs to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/learn/recorded_spikes.hpp"
#include "limen/learn/recorded_trials.hpp"

namespace limen {

// Which part of a recording is wanted.
struct Selection {
    std::vector<std::uint64_t> ids{};    // units of the population, in the order wanted; empty: all that are recorded
    std::optional<std::size_t> trial{};  // by its number, from 0; otherwise all of them
    // The wanted time in ms, from the start of the trial or else of the recording; spikes before `until`, samples up to
    // it.
    double from = 0, until = std::numeric_limits<double>::infinity();
};

// A recording that is open. What it gives is copied, and stays when the recording is gone. Names that are not recorded,
// units that are not there and trials beyond the end throw Error, saying what there is; a file that is damaged throws
// DataError. One thread at a time.
class Recording {
public:
    struct Population {
        std::string name, model;
        std::uint64_t size = 0, excitatory = 0, synapses = 0;
        bool spikes = false;  // whether they are recorded
    };
    // A [record.*] table of states.
    struct Record {
        std::string name, population, state, unit;
        double first = 0, period = 1;      // ms: the moment of a trial's first sample, and from sample to sample
        std::vector<std::uint64_t> units;  // of the population, in the order of the columns
    };
    struct Spikes {
        std::vector<double> times;  // ms, from the start of the recording, sorted by (time, id)
        std::vector<std::uint64_t> ids;
        std::size_t size() const noexcept { return times.size(); }
    };
    struct States {
        std::vector<double> times;       // ms, from the start of the recording, of each row
        std::vector<std::uint64_t> ids;  // units of the population, of each column
        std::vector<double> values;      // rows x columns
        std::string unit;                // of the values
        double at(std::size_t row, std::size_t column) const { return values[row * ids.size() + column]; }
    };
    struct Synapses {
        std::vector<std::uint64_t> sources, targets;  // units of their populations
        std::vector<double> weights, delays;          // in `unit`; ms
        std::string unit;
    };
    // The frames of a data stream, or its targets in each.
    struct Frames {
        std::vector<double> values{};  // frames x channels
        std::size_t channels = 0;
        double frame = 1;  // ms that each lasts
        double at(std::size_t row, std::size_t channel) const { return values[row * channels + channel]; }
    };

    // Throws DataError where the file is no recording that this limen reads.
    static Recording open(const std::filesystem::path&);
    explicit Recording(std::shared_ptr<const h5::File>);

    // The trials that are whole, with their splits, labels and times; a run without data is one trial.
    const RecordedTrials& trials() const;
    const std::vector<Population>& populations() const noexcept { return x_populations; }
    const std::vector<Record>& records() const noexcept { return x_records; }
    // Names of the [data.*] tables, and pairs (source, target) of populations whose synapses are recorded.
    const std::vector<std::string>& data() const noexcept { return x_data; }
    const std::vector<std::pair<std::string, std::string>>& edges() const noexcept { return x_edges; }

    Spikes spikes(const std::string& population, const Selection& = {}) const;
    States states(const std::string& record, const Selection& = {}) const;
    Synapses synapses(const std::string& source, const std::string& target) const;
    // What the network was given in a trial, and what a readout shall give in it.
    Frames input(const std::string& data, std::size_t trial) const;
    Frames targets(const std::string& data, std::size_t trial) const;

    std::uint64_t seed() const { return x_file->count_attribute("/model", "seed"); }
    // Whether all that was planned is there.
    bool complete() const;
    // The model as it was written, and with every default filled in; TOML.
    std::string model_text() const { return x_file->read_text("/model/text"); }
    std::string resolved_model() const { return x_file->read_text("/model/resolved"); }
    // The file, for everything else.
    const h5::File& file() const noexcept { return *x_file; }

private:
    void read_populations();
    void read_records();
    const Record& record(const std::string& name) const;
    void check_trial(const Selection&) const;
    Frames frames(const std::string& data, const char* dataset, std::size_t trial) const;

    std::shared_ptr<const h5::File> x_file;
    mutable std::optional<RecordedTrials> x_trials;  // read when they are first wanted
    std::vector<Population> x_populations;
    std::vector<Record> x_records;
    std::vector<std::string> x_data;
    std::vector<std::pair<std::string, std::string>> x_edges;
    // The spikes of populations that were wanted before: their order is looked at once.
    mutable std::map<std::string, RecordedSpikes> x_spikes;
};

}  // namespace limen
