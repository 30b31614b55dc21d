// What a recording of a run will hold, known before it begins.
#pragma once

#include <vector>

#include "engine/network.hpp"
#include "limen/engine/sink.hpp"
#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// The synapses from one population of a network to another.
struct EdgeSet {
    std::size_t network, from, to;  // populations of the network
    bool changing;                  // some of them by spike-timing-dependent plasticity
};
// Those that the model records, in the order in which the recording lays them out.
std::vector<EdgeSet> recorded_edges(const std::vector<Network>&, const Model&);

// The networks must outlive it: it walks their synapses when the recording is laid out.
RecordingPlan recording_plan(const std::vector<Network>&, const Model&, const std::vector<Trials>& streams);

}  // namespace limen
