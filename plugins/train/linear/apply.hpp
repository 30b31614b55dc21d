// Trained linear readouts on another recording.
#pragma once

#include <filesystem>
#include <string>

#include "limen/hdf5.hpp"
#include "train/features/recording.hpp"
#include "train/linear/trainer.hpp"
#include "train/output.hpp"

namespace limen::train {

// Where a readout stands, and where what it gives shall go: both in the group `name`.
struct ApplyTo {
    std::filesystem::path readouts;
    std::string name;
    std::filesystem::path output;
};

// Of labels (`labels`: of trials where `input` is none, else of frames) or of the targets of `input`. Writes outputs,
// predictions and what can be counted of them. Throws ParameterError and DataError.
Metrics apply_linear(const h5::File& recording, RecordedTrials, const RecordedInput& input, bool labels,
                     const RidgeReadout&, const ApplyTo&);

}  // namespace limen::train
