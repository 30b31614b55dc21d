// Readouts in tables.
#pragma once

#include <span>

#include "limen/simulation/training.hpp"
#include "table.hpp"

namespace limen::app {

// What the readouts reach, beside what their reservoirs cost. `timed`: the time of the simulation is known.
Table readout_table(std::span<const ReadoutResult>, std::span<const PopulationSummary>, bool timed);

// Empty where there is none.
Cell metric_cell(const Metric*);

}  // namespace limen::app
