// Ridge regression of per-frame targets, from a recording to its group in readouts.h5.
#pragma once

#include <string>

#include "train/features/recording.hpp"
#include "train/linear/trainer.hpp"
#include "train/output.hpp"

namespace limen::train {

// Learns the targets of `input` from the training trials. The penalty is the one with the least error on the validation
// trials or, without such, on the frames left out in a cross-validation of consecutive blocks. Throws ParameterError
// and DataError.
Metrics train_regression(const h5::File& recording, const RecordedTrials&, const RecordedInput& input,
                         const RidgeReadout&, const std::string& name, h5::File& output);

// The same for labels: each frame is a sample of its trial's class, and a trial's outputs are the mean over its frames.
Metrics train_frame_classification(const h5::File& recording, const RecordedTrials&, const RecordedInput& input,
                                   const RidgeReadout&, const std::string& name, h5::File& output);

// Throws ParameterError where options for labels are given for targets of frames.
void check_frame_options(const RidgeReadout&);
// Throws ParameterError where a penalty cannot be chosen, with a sample for each frame.
void check_frame_folds(const RidgeReadout&, bool validated);

}  // namespace limen::train
