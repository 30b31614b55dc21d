// Whether a reservoir forgets where it began: the echo state property (Jaeger 2001, GMD report 148).
#pragma once

#include <cstddef>

#include "limen/neuron/population.hpp"
#include "limen/schema/dataset.hpp"

namespace limen::esn {

class EsnPopulation;

// Two trajectories under the same frames, from opposite initial states.
struct Forgetting {
    std::size_t frames = 0;
    double at_first = 0, at_last = 0;  // largest difference of a unit's states, before and after
    double earlier = 0, later = 0;  // the largest such difference in the second and in the last quarter of the frames
};

// From states that are uniform in [-1, 1] and their negatives, through the trials one after the other as if they were
// one, until nothing of the difference is left, for at most 1,000 frames, and fewer where a frame costs much. Not
// before a number overflows.
Forgetting forgetting(const EsnPopulation&, const Trials&);

// Spectral radius and norm of W, spectral radius of the update linearised at 0 with its leak, and, if there are trials,
// the forgetting. Warns of a reservoir that does not forget.
Examination examine(const EsnPopulation&, const Trials*);

}  // namespace limen::esn
