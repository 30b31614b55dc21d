// The data of a model: read by its readers, checked against each other, and scaled as the model asks.
#pragma once

#include <cstdint>
#include <vector>

#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// One for each [data.*] table, all with the same number of trials of the same lengths in ms.
// Throws ModelError and DataError.
std::vector<Trials> load_streams(const Model&);

// How long trial i lasts, in ms: as long as its data, or as the model says.
double trial_duration(const Model&, const std::vector<Trials>&, std::size_t trial);
std::size_t trial_count(const std::vector<Trials>&);
// The trials that are for training; all of them, if none is.
std::vector<std::uint32_t> training_trials(const Trials&);

// Scales each channel to mean 0 and standard deviation 1 over the frames of the training trials (of all, if none is for
// training). A channel that never changes becomes 0.
void standardise(Trials&);

}  // namespace limen
