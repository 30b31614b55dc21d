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
// {trial, label, duration, panels}: the inputs, spikes and states of the first test trial. Of each panel: kind ("heat"
// or "raster"), title, axis (what the title of the axis of units says), units, step (one of so many is shown),
// duration; of heat maps value (what colours mean), low, high, image: rows of 0 to 255, and column: ms; of rasters
// times, ids, and excitatory: how many of the units are, from the first on, if the recording says so.
Json sample_figure(const std::vector<System>&);

}  // namespace limen::app
