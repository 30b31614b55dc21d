// Takes all trials through all networks of a model and records them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "limen/engine/run_control.hpp"
#include "limen/engine/sink.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

struct RunTotals {
    std::vector<std::uint64_t> spikes, synaptic_events;  // per population of the model
    std::vector<double> network_s;                       // wall time of each network
    double biological_ms = 0;
    std::size_t trials = 0;
    bool stopped_early = false;
    std::string runaway;  // as in RunSummary
};

// Who follows a run, and who takes it.
struct RunAudience {
    const RunControl& control;
    std::span<Sink* const> sinks;
    RunIdentity identity;  // for the sinks' plan
};

RunTotals run_networks(const std::vector<Network>&, const Model&, const std::vector<Trials>& streams,
                       const RunAudience&);

}  // namespace limen
