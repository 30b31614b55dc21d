// Before a run: units that spike come to their target rates.
#pragma once

#include <vector>

#include "engine/heard_networks.hpp"
#include "engine/network.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// Takes a built network through training trials as often as its populations ask for (Population::homeostasis), each
// time telling them the rates of their units, and draws its synapses again where their scales have changed. Does
// nothing if no population asks. The same for any number of threads.
void settle_rates(Network&, const Model&, const std::vector<Trials>& streams, const HeardNetworks&);

}  // namespace limen
