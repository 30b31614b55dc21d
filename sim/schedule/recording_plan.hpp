// What a recording of a run will hold, known before it begins.
#pragma once

#include <vector>

#include "limen/dataset.hpp"
#include "limen/model.hpp"
#include "record/recorder.hpp"
#include "schedule/network.hpp"

namespace limen {

// The networks must outlive it: it walks their synapses when the recording is laid out.
RecordingPlan recording_plan(const std::vector<Network>&, const Model&, const std::vector<Trials>& streams);

}  // namespace limen
