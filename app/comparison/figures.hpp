// What the figures of a comparison draw, read from recordings and readouts.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "comparison/systems.hpp"

namespace limen::app {

// Each gives null where no system has anything of the kind. Means are over the seeds of a system.

// [{system, lags: mean (geometric) norms of the gradient by lag, of the last layer, "before" and "after" training}]
nlohmann::ordered_json gradient_flow_figure(const std::vector<System>&);
// [{system, r2: [...] by lag}]
nlohmann::ordered_json memory_figure(const std::vector<System>&);
// [{system, training: [...], validation: [...] by epoch}], of the first seed
nlohmann::ordered_json learning_figure(const std::vector<System>&);
// {classes, systems: [{system, counts: [[...]]}]}, summed over seeds; rows are true classes
nlohmann::ordered_json confusion_figure(const std::vector<System>&);
// {trial, frame, target: [...], systems: [{system, output: [...]}]}, of the first test trial with the first seed
nlohmann::ordered_json prediction_figure(const std::vector<System>&);
// {trial, label, duration, panels: [raster or heat map]}: the inputs, spikes and states of the first test trial
nlohmann::ordered_json sample_figure(const std::vector<System>&);

}  // namespace limen::app
