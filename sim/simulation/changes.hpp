// Parameters that change while a simulation is there.
#pragma once

#include <string>
#include <vector>

#include "engine/network.hpp"
#include "engine/run.hpp"
#include "limen/model/model.hpp"

namespace limen {

// What a simulation consists of, to be changed.
struct Changeable {
    Model& model;
    std::vector<Network>& networks;
    const std::vector<Trials>& streams;
    Run& run;
    // What is replaced in a trial that goes on is kept, because states may still look at it.
    std::vector<std::shared_ptr<const Population>>& replaced;
};

// Simulation::set.
void change_parameter(const Changeable&, const std::string& key, const Value&);

}  // namespace limen
