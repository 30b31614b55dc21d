// The moments of a slice at which a block is looked at or its currents change.
#pragma once

#include "limen/neuron/population.hpp"

namespace limen::lsm {

// Calls run_until(offset) before each of them, in the order of time, and then sample(event) or set_current(event):
// samples come before changes of the same moment. What follows the last is left to the caller.
template <class RunUntil, class Sample, class SetCurrent>
void for_each_cut(std::span<const SampleEvent> samples, std::span<const CurrentEvent> currents, RunUntil run_until,
                  Sample sample, SetCurrent set_current) {
    auto next_sample = samples.begin();
    auto current = currents.begin();
    while (next_sample != samples.end() || current != currents.end()) {
        const bool sample_first =
            current == currents.end() || (next_sample != samples.end() && next_sample->offset <= current->offset);
        run_until(sample_first ? next_sample->offset : current->offset);
        if (sample_first)
            sample(*next_sample++);
        else
            set_current(*current++);
    }
}

}  // namespace limen::lsm
