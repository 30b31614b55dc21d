// Takes all trials through all networks of a model and records them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/network.hpp"
#include "limen/schema/dataset.hpp"
#include "limen/simulation/simulation.hpp"

namespace limen {

struct RunTotals {
    std::vector<std::uint64_t> spikes, synaptic_events;  // per population of the model
    std::vector<double> network_s;                       // wall time of each network
    double biological_ms = 0;
    std::size_t trials = 0;
    bool stopped_early = false;
    std::string runaway;  // as in RunSummary
};

RunTotals run_networks(const std::vector<Network>&, const Model&, const std::vector<Trials>& streams,
                       const RunOptions&);

}  // namespace limen
