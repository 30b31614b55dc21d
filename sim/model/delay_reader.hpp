// The keys of a projection that say what the delays of its synapses are drawn from, or that its rule gives them.
#pragma once

#include "limen/model/model.hpp"
#include "model/table_reader.hpp"

namespace limen {

void take_delay(TableReader&, ProjectionSpec&);
// Once its rule and the rule's parameters are taken: if it gives delays, the keys above are refused.
void take_own_delays(TableReader&, ProjectionSpec&, const std::filesystem::path& folder);

}  // namespace limen
