// The inputs that a recording kept, and what is to be made of them: the examples of a recurrent network.
#pragma once

#include <string>
#include <vector>

#include "limen/hdf5.hpp"
#include "train/features/recording.hpp"
#include "train/recurrent/examples.hpp"

namespace limen::train::recurrent {

struct SequenceOptions {
    std::string data;             // the [data.*] table; empty: the only one
    std::string target = "auto";  // label, frames, or auto: frames if the data have targets
    bool standardise = true;
};

// Trials as examples, in the order of the file. Inputs, and targets of frames, are less their mean over the frames of
// training trials and divided by their deviation, or as recorded.
struct RecordedSequences {
    Examples<double> trials;
    std::vector<Split> splits;
    std::vector<std::string> classes;  // empty: there are targets of frames
    std::size_t inputs = 0, outputs = 0;
    double frame = 0;  // ms
    std::vector<double> input_mean, input_scale, target_mean, target_scale;

    bool has_labels() const noexcept { return !classes.empty(); }
    std::vector<std::size_t> of(Split) const;
};

// Throws ParameterError (data, target) and DataError, naming the dataset.
RecordedSequences read_sequences(const h5::File& recording, const SequenceOptions&);

// As recorded sequences are scaled that a network of the group was trained on: `sequences` must be as recorded. Throws
// DataError where the network is for other channels or classes.
void scale_as_trained(RecordedSequences& sequences, const h5::File& readouts, const std::string& group,
                      const std::filesystem::path& recording);

}  // namespace limen::train::recurrent
