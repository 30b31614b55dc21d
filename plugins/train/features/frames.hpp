// What a record gives in each frame of the data: a row of numbers, one for each unit, read piece by piece.
#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "limen/learn/recorded_spikes.hpp"
#include "train/features/recording.hpp"

namespace limen::train {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Of recorded spikes: how many a unit emits within the frame (sum), or their rate in Hz (mean); one on a border belongs
// to the later frame. Of a report: the mean, sum or last of the samples within the frame, the one at its end included:
// a state after it has seen the frame's input.
struct FrameOptions {
    std::string record;
    std::string reduce = "mean", transform = "none";
};

// The same for each of the records.
std::vector<FrameOptions> frame_options(const std::vector<std::string>& records, const std::string& reduce,
                                        const std::string& transform);

// One thread at a time. The file and the trials outlive it.
class Frames {
public:
    // `frame` in ms; 0: a frame for each sample of a report. Throws ParameterError ("record", "reduce") and DataError.
    Frames(const h5::File&, const RecordedTrials&, const FrameOptions&, double frame);

    std::size_t units() const noexcept { return x_units; }
    double frame() const noexcept { return x_frame; }
    // The first whole frame that the record covers, and the one after the last of a trial.
    std::size_t first_frame() const noexcept { return x_first; }
    std::size_t count(std::size_t trial) const;
    // Rows of the frames [first, first + count) of a trial. Throws DataError where a number is not finite, and
    // ParameterError("record") where it does not cover them.
    RowMatrix read(std::size_t trial, std::size_t first, std::size_t count) const;
    // Frames of a trial that begin within its first `washout` ms, or before the record does. Throws
    // ParameterError("washout") if no other is left.
    std::size_t washout_frames(std::size_t trial, double washout) const;

private:
    void open_spikes(const std::string& population);
    void open_report(const std::string& path);
    RowMatrix read_report(std::size_t trial, std::size_t first, std::size_t count) const;
    RowMatrix read_spikes(std::size_t trial, std::size_t first, std::size_t count) const;

    const h5::File& x_file;
    const RecordedTrials& x_trials;
    FrameOptions x_options;
    std::string x_path;  // of the spikes or of the report
    bool x_spiking;
    double x_frame;  // ms
    std::size_t x_units = 0;
    RecordedSpikes x_spikes;
    double x_until = 0;  // ms of each trial, when the record ends
    std::size_t x_first = 0;
    std::size_t x_samples = 1;             // of a report within a frame
    std::size_t x_missing = 0;             // samples of each trial before the first of a report
    std::vector<std::uint64_t> x_offsets;  // of a report: the first row of each trial
};

}  // namespace limen::train
