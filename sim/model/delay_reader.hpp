// The keys of a projection that say what the delays of its synapses are drawn from.
#pragma once

#include "limen/model.hpp"
#include "model/table_reader.hpp"

namespace limen {

void take_delay(TableReader&, ProjectionSpec&);

}  // namespace limen
