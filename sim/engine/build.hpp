// From a model and its data to networks that can run.
#pragma once

#include <vector>

#include "engine/network.hpp"
#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

StreamChannels channels_of(const std::vector<Trials>& streams);

// Plans the networks, draws their synapses, and lets populations learn what they learn before a run. The same numbers
// each time. Throws ModelError.
std::vector<Network> build_networks(const Model&, const std::vector<Trials>& streams);

}  // namespace limen
