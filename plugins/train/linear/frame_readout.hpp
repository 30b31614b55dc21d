// Linear readouts of targets in each frame, whatever trains them: which samples there are, how good a map of them is,
// and what is written of it.
#pragma once

#include <string>
#include <vector>

#include "train/features/frame_samples.hpp"
#include "train/linear/linear_map.hpp"
#include "train/output.hpp"

namespace limen::train {

class FrameReadout {
public:
    // References must outlive it. `symbols`: numbers that targets take; then errors are counted too. Throws
    // ParameterError and DataError.
    FrameReadout(const h5::File&, const RecordedTrials&, const RecordedInput&, const SampleOptions&,
                 std::vector<double> symbols);

    const FrameSamples& samples() const noexcept { return x_samples; }
    // After the washout.
    const std::vector<Piece>& pieces(Split split) const { return x_pieces[static_cast<std::size_t>(split)]; }
    // Throws DataError where there is no frame to train on, or a target channel never changes in the training trials.
    void check_training(const Eigen::RowVectorXd& target_variance) const;

    // That of each target channel in the training trials, checked as above.
    Eigen::RowVectorXd training_variance() const;

    // Writes weights and bias, the outputs in all frames, and the scores of each part that has frames; adds the scores
    // to the metrics. Returns the seconds that the products for a trial took. Throws DataError where a target channel
    // never changes in a part.
    double write(h5::File&, const std::string& group, const LinearMap&, Metrics&) const;
    // The mean of a trial's outputs over its frames after the washout, [trials x targets].
    Eigen::MatrixXd mean_outputs(const LinearMap&) const;

private:
    void check_variance(Split split, const Eigen::RowVectorXd&) const;
    double write_outputs(h5::File&, const std::string& group, const LinearMap&) const;
    void write_scores(h5::File&, const std::string& group, Split split, const LinearMap&, Metrics&) const;

    const h5::File& x_file;
    const RecordedTrials& x_trials;
    const RecordedInput& x_input;
    std::vector<double> x_symbols;
    FrameSamples x_samples;
    std::vector<std::vector<Piece>> x_pieces;  // of each split, in the order of Split
};

// Weights and bias in the group of a readout, for that many features and targets. Throws DataError where they are of
// others.
LinearMap read_map(const h5::File&, const std::string& group, Eigen::Index features, Eigen::Index targets);

}  // namespace limen::train
