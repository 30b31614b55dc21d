// The HDF5 file of a run, piece by piece; layout in docs/file-format.md.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "record/recorder.hpp"

namespace limen {

// One thread at a time.
class RecordingFile {
public:
    // Creates every dataset and attribute, lets readers follow, and only then gives the file its name: whoever sees it
    // can open it.
    RecordingFile(const std::filesystem::path&, const RecordingPlan&);
    void append(const RecordingChunk&);
    // Makes all that was appended safe, and last of all says so in /progress.
    void flush();

private:
    struct Spikes {
        h5::Table times, ids;
    };
    struct Report {
        h5::Table data, offsets, time_axis;
        double first, period;
    };
    struct Input {
        h5::Table values, offsets;
        std::optional<h5::Table> targets;
    };

    void write_head(const RecordingPlan&);
    void make_population(const RecordedPopulation&);
    void make_report(const RecordedReport&);
    void make_input(const RecordedInput&);
    void write_edges(const RecordedEdges&);
    void make_final_weights(const RecordedEdges&, std::uint64_t synapses);
    void make_trials(const RecordingPlan&);
    void append_trial(const FinishedTrial&);

    h5::File x_file;
    std::vector<std::optional<Spikes>> x_spikes;  // per population
    std::vector<h5::Table> x_synaptic_events;     // per population
    std::vector<Report> x_reports;
    std::vector<Input> x_inputs;
    std::vector<h5::Table> x_final_weights;  // per set of edges that is changing
    std::vector<h5::Table> x_trials;         // start, duration; then label, split, source
    std::optional<h5::Table> x_progress;
    double x_until = 0;
};

}  // namespace limen
