// A recording as measures see it: the states of trials by class, and the distances of trials in pairs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "train/features/frames.hpp"
#include "train/measures/measures.hpp"

namespace limen::train {

class Measured {
public:
    // The recording outlives it. Throws ParameterError and DataError.
    Measured(const h5::File& recording, const MeasureOptions&);
    Measured(const Measured&) = delete;
    Measured& operator=(const Measured&) = delete;

    const std::filesystem::path& path() const noexcept { return x_file.path(); }
    const RecordedTrials& trials() const noexcept { return x_trials; }
    const Frames& frames() const noexcept { return x_frames; }

    // The trials of a class; none if there is no class of that name.
    std::vector<std::size_t> trials_of(const std::string& name) const;
    // All states of a trial.
    RowMatrix states(std::size_t trial) const { return x_frames.read(trial, 0, x_frames.count(trial)); }
    // What drove a trial, a row for each frame.
    RowMatrix inputs(std::size_t trial) const;

private:
    const h5::File& x_file;
    RecordedTrials x_trials;
    RecordedInput x_input;
    Frames x_frames;
};

// A row for each curve, all as long as the shortest; there is at least one.
Eigen::MatrixXd rows_of(const std::vector<Eigen::VectorXd>& curves);

// Of the trials of class "pair", two and two: how far apart their inputs are, all frames together, and their states in
// each frame from the first on that differs (pairs x frames; as many as the pair with the fewest has).
struct PairDistances {
    Eigen::VectorXd inputs;
    Eigen::MatrixXd states;
    double norm = 0;       // root mean square of the length of a state
    double unrelated = 0;  // mean distance, in their last frames, of states of different pairs
};

// Throws DataError where there are no pairs, or one whose inputs are the same throughout.
PairDistances pair_distances(const Measured&);

}  // namespace limen::train
