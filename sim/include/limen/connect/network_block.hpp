// A part of the network that one task takes through a slice.
#pragma once

#include <cstdint>

#include "limen/connect/synapse_rows.hpp"

namespace limen {

// Units [first, first + size) of the network and the synapses that arrive there.
struct NetworkBlock {
    std::uint32_t first = 0, size = 0;
    SynapseRows rows;
};

}  // namespace limen
