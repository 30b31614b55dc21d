// What the synapses of a row have in common.
#pragma once

#include <cstdint>

namespace limen {

// A delay that occurs in the network, together with the sign of the weights that have it and the receptor that they act
// on.
struct DelayClass {
    double delay;  // ms; of a continuous class the smallest
    bool inhibitory;
    std::uint32_t receptor = 0;    // which of those for its sign
    std::int32_t projection = -1;  // the only one (of the model) that has it, if its synapses are plastic; -1: any
    double longest = 0;            // ms; of a continuous class

    // Whether each synapse has a delay of its own. Spikes then come as inputs, and never as axonal events.
    bool continuous() const noexcept { return longest > 0; }
    friend bool operator==(const DelayClass&, const DelayClass&) = default;
};

}  // namespace limen
