// A segment of a slice: the time between two moments at which a block is looked at or its currents change. Usually the
// whole slice. The inputs of a segment are added up without regard to their order, and all neurons are tested at once.
#pragma once

#include "lsm/event_factors.hpp"
#include "lsm/lif_block.hpp"

namespace limen::lsm {

// Adds the synapses of one axonal event to the block's sums.
void accumulate(LifBlock&, const SynapseRow&, const EventFactors&, bool inhibitory) noexcept;

// Adds the inputs of a drive, whose `to_m` and `to_g` are as FactorTable::fill gives them.
void accumulate(LifBlock&, const InputTrain&, std::span<const double> to_m, std::span<const double> to_g) noexcept;

// Factors of a segment, shared by all neurons. Those of a whole slice are the same every time.
struct SegmentFactors {
    double start, end;                   // ms
    double start_m, start_ex, start_in;  // m at the segment's start is start_m m + start_ex g_ex + start_in g_in
    double rest_m, rise_ex;              // e^(-h / tau_m) over its length h, and the most that a current can add in it
    double end_m, end_ex;                // what excitatory inputs have added to m at its end, from their sums
    double share;                        // FactorTable::share
    // To the next slice's start if this is the last segment; otherwise nothing changes.
    double close_m, close_psi_ex, close_psi_in, close_ex, close_in, close_time;

    SegmentFactors(const LifKernel&, const FactorTable&, double from, double until, bool last);
};

// Commits the sums of all neurons that cannot have an event of their own in the segment, and takes them to the next
// slice if it is the last one; marks the others as candidates, and leaves their state alone. Clears the sums.
//
// Proof of the test: with the segment no longer than the time to the peak of psi_ex, what an excitatory input adds only
// rises, so its sum is largest at the segment's end. The free solution is below max(m, m e^(-h/tau_m)) plus what the
// currents, by `share`, can still add. Inhibitory inputs pull down. `slack` (mV) covers the rounding of the sums.
void test_and_commit(LifBlock&, const SegmentFactors&, double slack) noexcept;

// Takes one candidate to the next slice, if the segment is the last one.
void close_segment(LifBlock&, std::size_t neuron, const SegmentFactors&) noexcept;

}  // namespace limen::lsm
