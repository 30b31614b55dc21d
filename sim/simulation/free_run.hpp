// Free runs: a network that hears its own readout in place of the targets.
#pragma once

#include <vector>

#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// Throws ModelError where a part has no trial that is long enough.
void check_free_runs(const Model&, const std::vector<Trials>& streams);

}  // namespace limen
