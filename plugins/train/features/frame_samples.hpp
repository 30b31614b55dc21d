// The samples of a regression: the frames of a recording, each with its features and its targets.
#pragma once

#include <vector>

#include "train/features/frames.hpp"

namespace limen::train {

// Frames [first, first + count) of a trial, few enough for the memory.
struct Piece {
    std::size_t trial, first, count;
};

struct SampleOptions {
    std::vector<FrameOptions> records;  // side by side
    double washout = 0;                 // ms
    bool with_input = false;            // the input of a frame stands behind its states
    std::int64_t order = 1;             // 2: and all products of two of these features
    bool labels = false;                // the target of a frame is its trial's class: 1 there, 0 for the others
};

// What readouts of records have in common. Throws ParameterError ("record", "order").
void check_features(const std::vector<std::string>& records, std::int64_t order);

// Throws ParameterError where features are not the states of a frame as they are, which is what can be fed back.
void check_plain_states(const SampleOptions&);

class FrameSamples {
public:
    // Throws ParameterError ("washout", ...) and DataError.
    FrameSamples(const h5::File&, const RecordedTrials&, const RecordedInput&, const SampleOptions&);

    Eigen::Index features() const noexcept { return x_features; }
    Eigen::Index targets() const noexcept {
        return static_cast<Eigen::Index>(x_options.labels ? x_trials.classes.size() : x_input.target_channels);
    }
    // The frames of all trials of a split after their washout, in order, in pieces.
    std::vector<Piece> pieces(Split) const;
    // All frames of a trial from first_frame() on.
    std::vector<Piece> pieces_of(std::size_t trial) const;
    // The first that all records cover.
    std::size_t first_frame() const;

    RowMatrix read_features(const Piece&) const;
    // Throws DataError where a target is not finite.
    RowMatrix read_targets(const Piece&) const;

private:
    RowMatrix read_columns(const Piece&) const;
    RowMatrix read_rows(const std::string& dataset, std::size_t columns, const Piece&) const;
    void cut(std::vector<Piece>&, std::size_t trial, std::size_t first) const;
    std::size_t count(std::size_t trial) const;
    std::size_t washout_frames(std::size_t trial) const;

    const h5::File& x_file;
    const RecordedTrials& x_trials;
    const RecordedInput& x_input;
    SampleOptions x_options;
    std::vector<Frames> x_frames;  // of each record
    Eigen::Index x_columns;        // features of the first order
    Eigen::Index x_features;
    std::size_t x_piece;  // frames at most
};

std::size_t count_frames(const std::vector<Piece>&);

// The frames of the pieces that are in none of `left_out`.
std::vector<Piece> without(const std::vector<Piece>&, const std::vector<Piece>& left_out);

// Cuts pieces so that they fall into `folds` groups of about equal numbers of consecutive frames.
std::vector<std::vector<Piece>> folds_of(const std::vector<Piece>&, std::size_t folds);

}  // namespace limen::train
