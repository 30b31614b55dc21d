// Readouts that learn while their network runs.
#pragma once

#include "limen/hdf5.hpp"
#include "limen/learn/metric.hpp"
#include "limen/model/model.hpp"

namespace limen {

// Trains one so, and writes what it has come to into a group of its name. Throws ModelError, DataError, PluginError.
Metrics learn_online(const Model&, const ReadoutSpec&, h5::File& readouts);

}  // namespace limen
