// Times so small that a run would never come to its end.
#pragma once

#include <vector>

#include "engine/network.hpp"
#include "limen/model/model.hpp"

namespace limen {

// Throws ModelError, naming the delay, period or time constant that is to blame, where a run would take more slices of
// time, samples or places for travelling spikes than can be.
void check_fineness(const Model&, const std::vector<Network>&, const std::vector<Trials>& streams);

// Bytes that a recording takes at least, without spikes, which no one knows before.
double recorded_bytes(const Model&, const std::vector<Network>&, const std::vector<Trials>& streams);

// Bytes of the queue in which spikes travel, of one trial.
double queue_bytes(const Network&);

}  // namespace limen
