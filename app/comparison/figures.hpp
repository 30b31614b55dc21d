// What the figures of a comparison draw, read from recordings and readouts.
#pragma once

#include <vector>

#include "comparison/systems.hpp"
#include "json.hpp"

namespace limen::app {

// Each gives null where no system has anything of the kind. Means are over the seeds of a system.

// [{system, lags: mean (geometric) norms of the gradient by lag, of the last layer, "before" and "after" training}]
Json gradient_flow_figure(const std::vector<System>&);
// [{system, r2: [...] by lag}]
Json memory_figure(const std::vector<System>&);
// [{system, training: [...], validation: [...] by epoch}], of the first seed
Json learning_figure(const std::vector<System>&);
// {classes, systems: [{system, counts: [[...]]}]}, summed over seeds; rows are true classes
Json confusion_figure(const std::vector<System>&);
// {trial, frame, target: [...], systems: [{system, output: [...]}]}, of the first test trial with the first seed
Json prediction_figure(const std::vector<System>&);
// {trial, label, duration, panels: [raster or heat map]}: the inputs, spikes and states of the first test trial
Json sample_figure(const std::vector<System>&);

}  // namespace limen::app
