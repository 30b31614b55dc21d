// A segment of a slice: the time between two moments at which a block is looked at or its currents change. Usually the
// whole slice. The inputs of a segment are added up without regard to their order, and all neurons are tested at once.
#pragma once

#include "lsm/event_factors.hpp"
#include "lsm/lif_block.hpp"

namespace limen::lsm {

// Adds the synapses of one axonal event to the block's sums.
template <int order>
void accumulate(LifBlock<order>&, const SynapseRow&, const EventFactors<order>&, bool inhibitory) noexcept;

// The same with weights of the moment, one for each target.
template <int order>
void accumulate(LifBlock<order>&, std::span<const std::uint16_t> targets, std::span<const double> weights,
                const EventFactors<order>&, bool inhibitory) noexcept;

// Adds the inputs of a train, whose parts are as FactorTable::fill gives them for its weight.
template <int order>
void accumulate(LifBlock<order>&, const InputTrain&, const std::array<std::vector<double>, order + 1>& parts) noexcept;

// Factors of a segment, shared by all neurons. Those of a whole slice are the same every time.
template <int order>
struct SegmentFactors {
    double end;                   // ms
    EventFactors<order> start;    // of its beginning
    double rest_m;                // e^(-h / tau_m) over its length h
    Current<order> rise;          // the most that a current at its beginning, and no more, can add in it
    double most_m;                // what excitatory inputs have added to m in it is at most m, and ...
    Current<order> most_current;  // ... the parts of the current, of their sums times these
    double share;                 // FactorTable::share
    // To the next slice's start if this is the last segment; otherwise nothing changes.
    double close_m, close_ex, close_in, close_time;
    Current<order> close_to_m_ex, close_to_m_in;

    SegmentFactors(const LifKernel<order>&, const FactorTable<order>&, double from, double until, bool last);
};

// Commits the sums of all neurons that cannot have an event of their own in the segment, and takes them to the next
// slice if it is the last one; marks the others as candidates, and leaves their state alone. Clears the sums.
//
// Proof of the test: with the segment no longer than the time to the peak of psi (order 1) or chi (order 2), what an
// excitatory input adds only rises, so its sum is largest at the segment's end; a jump (order 0) only decays, so that
// its sum is at most the one counted at the segment's start. The free solution is below max(m, m e^(-h/tau_m)) plus
// what the currents, by `share`, can still add. Inhibitory inputs pull down. `slack` (mV) covers the rounding of the
// sums.
template <int order>
void test_and_commit(LifBlock<order>&, const SegmentFactors<order>&, double slack) noexcept;

// Takes one candidate to the next slice, if the segment is the last one.
template <int order>
void close_segment(LifBlock<order>&, std::size_t neuron, const SegmentFactors<order>&) noexcept;

}  // namespace limen::lsm
