// Trained linear readouts on another recording.
#pragma once

#include <string>

#include "limen/hdf5.hpp"
#include "train/features/recording.hpp"
#include "train/linear/trainer.hpp"
#include "train/output.hpp"

namespace limen::train {

// Where a readout stands.
struct Learnt {
    const h5::File& readouts;
    std::string name;  // of its group
};

// Of labels (`labels`: of trials where `input` is none, else of frames) or of the targets of `input`. Writes outputs,
// predictions and what can be counted of them into the group `name`. Throws ParameterError and DataError.
Metrics apply_linear(const h5::File& recording, RecordedTrials, const RecordedInput& input, bool labels,
                     const RidgeReadout&, const Learnt&, const std::string& name, h5::File& output);

}  // namespace limen::train
