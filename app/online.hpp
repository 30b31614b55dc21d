// Readouts that learn while their network runs.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "limen/model/model.hpp"

namespace limen::app {

// Runs the network of a readout whose trainer learns online, and writes into its group of the HDF5 file `output`, which
// exists, its weights and bias, and what it said in the last time through the training trials beside the targets. The
// metrics tell of the last fifth of those frames. Throws ModelError, DataError, PluginError.
std::map<std::string, double> learn_online(const Model&, const ReadoutSpec&, const std::filesystem::path& output);

}  // namespace limen::app
