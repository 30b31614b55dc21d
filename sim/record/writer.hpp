// The HDF5 file of a run, piece by piece; layout in docs/file-format.md.
#pragma once

#include <filesystem>
#include <memory>
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
    // In a file that is in memory, and stays when this is closed.
    RecordingFile(std::shared_ptr<h5::File> memory, const RecordingPlan&);
    void append(const RecordingChunk&);
    // Makes all that was appended safe, and last of all says so in /progress.
    void flush();
    // Flushes, says whether all that was planned is there, and makes the file safe on disk; nothing can follow.
    void close(bool complete);

private:
    // Numbers of tables.
    struct Spikes {
        std::size_t times, ids;
    };
    struct Report {
        std::size_t data, offsets;
        h5::Table time_axis;
        double first, period;
        hsize_t units, trial_first = 0;  // trial_first: row of the trial that goes on, or was last
    };
    struct Input {
        std::size_t values, offsets;
        std::optional<std::size_t> targets;
    };

    void lay_out(const RecordingPlan&);
    void write_head(const RecordingPlan&);
    void write_identity(const RunIdentity&);
    void make_population(const RecordedPopulation&);
    void note_interval(const std::string& group, const RecordedInterval&);
    void make_report(const RecordedReport&);
    void make_input(const RecordedInput&);
    void write_edges(const RecordedEdges&);
    void make_final_weights(const RecordedEdges&, std::uint64_t synapses);
    void make_trials(const RecordingPlan&);
    void make_progress();
    void append_data(const RecordingChunk&);
    // `reports`: the rows that come with it.
    void append_trial(const FinishedTrial&, const std::vector<StateRows>& reports);
    void update_trial(const FinishedTrial&);
    void append_weights(const FinishedTrial&);
    template <class T>
    std::size_t grow(const std::string& path, hsize_t columns, std::optional<std::size_t> chunk_bytes = {});
    std::size_t grow_offsets(const std::string& path);

    std::filesystem::path x_path, x_made_as;
    bool x_in_memory = false;
    std::shared_ptr<h5::File> x_file;
    // Everything that grows; what of it is right stands in /progress.
    std::vector<h5::Table> x_tables;
    std::vector<std::string> x_table_paths;
    std::vector<std::optional<Spikes>> x_spikes;  // per population
    std::vector<std::size_t> x_synaptic_events;   // per population
    std::vector<Report> x_reports;
    std::vector<Input> x_inputs;
    std::vector<std::size_t> x_final_weights;  // per set of edges that is changing
    std::vector<std::size_t> x_trials;         // start, duration; then label, split, source
    std::optional<h5::Table> x_progress;
    double x_until = 0;
    // A trial that goes on has its row already, which is brought up to date with each flush.
    std::optional<FinishedTrial> x_going_on;
};

}  // namespace limen
