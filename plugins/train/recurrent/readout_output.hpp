// Writes what was trained, and what it gives for each trial.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "train/output.hpp"
#include "train/recurrent/checkpoint.hpp"
#include "train/recurrent/recorded_sequences.hpp"

namespace limen::train::recurrent {

struct Training {
    const std::vector<Epoch>& curve;
    std::size_t best_epoch;  // 0: the last
    std::optional<Divergence> divergence;
    const FlowRecord& flows;
    std::size_t washout;  // frames
    // Of each trial: the frame from which on it was held out of the training, to validate on; its length where it was
    // not. What was held out counts as validation, also in the scores.
    const std::vector<std::size_t>& held_from;
};

// Into the group `name` of `output`, in place of what is there; returns the metrics.
template <class T>
Metrics write_readout(const RecordedSequences&, Network<T>&, const Training&, const std::string& name,
                      h5::File& output);

// Outputs and scores of a trained network on other sequences, into the group `name` of `output`.
template <class T>
Metrics write_applied(const RecordedSequences&, Network<T>&, std::size_t washout, const std::string& name,
                      h5::File& output);

// The parameters of a network of the same architecture, as they stand in the group. Throws DataError where one is
// missing or of another shape.
template <class T>
void read_weights(const h5::File&, const std::string& group, Network<T>&);

}  // namespace limen::train::recurrent
