// Ridge classification of trials, from a recording to its group in readouts.h5.
#pragma once

#include <string>

#include "train/linear/trainer.hpp"
#include "train/output.hpp"

namespace limen::train {

// Learns the labels of the training trials. Throws ParameterError and DataError before it writes.
Metrics train_classification(const h5::File& recording, const RidgeReadout&, const std::string& name, h5::File& output);

}  // namespace limen::train
