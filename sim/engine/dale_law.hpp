// Dale's law: a neuron excites, or it inhibits.
#pragma once

#include <vector>

#include "engine/network.hpp"
#include "limen/core/error.hpp"

namespace limen {

// What breaks the law in a model whose populations are planned: a projection whose weights do not have the sign of all
// its sources, and two of different signs that have sources in common. Encoders, which are no neurons, may send both; a
// model whose simulation.dale is false, too.
std::vector<Problem> broken_dale_law(const Model&, const std::vector<Network>&);

}  // namespace limen
