// The few neurons of a segment that may spike or leave their refractoriness in it, one after the other, event by event.
#include <algorithm>
#include <cmath>

#include "lsm/candidate_scan.hpp"
#include "lsm/lif_state.hpp"

namespace limen::lsm {

template <int order>
void LifState<order>::replay(std::uint32_t number, const Slice& slice, const Events& events,
                             const SegmentFactors<order>& factors) {
    LifBlock<order>& block = x_blocks[number];
    Scratch& scratch = x_scratch[number];
    collect(number, slice, events);
    group(block, scratch);
    for (std::size_t c = 0; c < block.candidates.size(); ++c) {
        const std::size_t first = c == 0 ? 0 : scratch.starts[c - 1], last = scratch.starts[c];
        const auto events_of_neuron = std::span<const Replayed>(scratch.grouped).subspan(first, last - first);
        replay_neuron(block, block.candidates[c], events_of_neuron, scratch, factors);
        close_segment(block, block.candidates[c], factors);
    }
}

// The candidates' events: those along synapses, in the order of time, then the drives', in none.
template <int order>
void LifState<order>::collect(std::uint32_t number, const Slice& slice, const Events& events) {
    const LifBlock<order>& block = x_blocks[number];
    Scratch& scratch = x_scratch[number];
    scratch.found.clear();
    find_candidates(scratch.row_targets, block.bits, scratch.places);
    std::size_t e = events.first_spike;
    std::uint32_t start = 0, end = scratch.row_ends.empty() ? 0 : scratch.row_ends[0];
    for (const std::uint32_t place : scratch.places) {
        for (; place >= end; end = scratch.row_ends[e - events.first_spike]) start = end, ++e;
        const AxonalEvent& event = slice.spikes[e];
        const SynapseRow row = x_rows[number]->row(event.source, event.delay_class);
        const auto weights = block.dynamic_weights(e);
        scratch.found.push_back({.offset = event.offset,
                                 .weight = weights.empty() ? static_cast<double>(row.weight(place - start)) : 1,
                                 .factors = static_cast<std::uint32_t>(e),
                                 .neuron = scratch.row_targets[place],
                                 .inhibitory = x_delay_classes[event.delay_class].inhibitory,
                                 .scale = weights.empty() ? nullptr : &weights[place - start]});
    }
    scratch.input_factors.clear();
    for (const InputTrain& train : events.trains) {
        find_candidates(train.targets, block.bits, scratch.places);
        const bool inhibitory = train.weight < 0;
        for (const std::uint32_t place : scratch.places) {
            const auto index = static_cast<std::uint32_t>(x_factors.size() + scratch.input_factors.size());
            scratch.input_factors.push_back(x_table.at(train.offsets[place], inhibitory));
            scratch.found.push_back({.offset = train.offsets[place],
                                     .weight = train.weight,
                                     .factors = index,
                                     .neuron = train.targets[place],
                                     .inhibitory = inhibitory,
                                     .scale = train.scales.empty() ? nullptr : &train.scales[place]});
        }
    }
}

// By candidate, and of each in the order of time; equal times in the order in which they were found.
template <int order>
void LifState<order>::group(const LifBlock<order>& block, Scratch& scratch) const {
    std::vector<std::uint16_t>& slots = scratch.slots;
    slots.resize(block.size());
    for (std::size_t c = 0; c < block.candidates.size(); ++c)
        slots[block.candidates[c]] = static_cast<std::uint16_t>(c);
    scratch.starts.assign(block.candidates.size() + 1, 0);
    for (const Replayed& event : scratch.found) ++scratch.starts[slots[event.neuron] + 1U];
    for (std::size_t c = 1; c < scratch.starts.size(); ++c) scratch.starts[c] += scratch.starts[c - 1];
    scratch.grouped.resize(scratch.found.size());
    for (const Replayed& event : scratch.found) scratch.grouped[scratch.starts[slots[event.neuron]]++] = event;
    // Each start has now become its group's end.
    const auto by_time = [](const Replayed& a, const Replayed& b) {
        return a.offset != b.offset ? a.offset < b.offset : a.factors < b.factors;
    };
    std::size_t begin = 0;
    for (std::size_t c = 0; c < block.candidates.size(); ++c) {
        const auto first = scratch.grouped.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = scratch.grouped.begin() + static_cast<std::ptrdiff_t>(scratch.starts[c]);
        if (!std::is_sorted(first, last, by_time)) std::sort(first, last, by_time);
        begin = scratch.starts[c];
    }
}

template <int order>
void LifState<order>::replay_neuron(LifBlock<order>& block, std::size_t i, std::span<const Replayed> events,
                                    const Scratch& scratch, const SegmentFactors<order>& factors) {
    EventFactors<order> now = factors.start;
    for (std::size_t e = 0; e < events.size(); ++e) {
        const Replayed& event = events[e];
        // Inputs of one moment act together.
        if (e == 0 || event.offset != events[e - 1].offset) settle(block, i, now, event.offset);
        const bool axonal = event.factors < x_factors.size();
        now = axonal ? x_factors[event.factors] : scratch.input_factors[event.factors - x_factors.size()];
        // Read only now, because the neuron's own spikes change it.
        const double weight = event.scale == nullptr ? event.weight : event.weight * *event.scale;
        block.m[i] += weight * now.to_m;
        auto& current = event.inhibitory ? block.in : block.ex;
        for (std::size_t c = 0; c < order; ++c) current[c][i] += weight * now.to_current[c];
    }
    // What happens at the very end belongs to the next segment.
    settle(block, i, now, std::nextafter(factors.end, 0.0));
}

template <int order>
void LifState<order>::settle(LifBlock<order>& block, std::size_t i, EventFactors<order> from, double until) {
    while (true) {
        if (is_held(block.m[i])) {
            if (block.release[i] > until) return;
            from = x_table.at(block.release[i], false);
            leave_reset(block, i, from);
        }
        const double offset = crossing(block, i, from, until);
        if (offset == never) return;
        spike(block, i, offset);
        if (is_held(block.m[i])) continue;
        from = x_table.at(offset, false);
        leave_reset(block, i, from);
    }
}

template <int order>
double LifState<order>::crossing(const LifBlock<order>& block, std::size_t i, const EventFactors<order>& from,
                                 double until) const {
    const Moment<order> now = from.moment(block.m[i], block.at(block.ex, i), block.at(block.in, i));
    double size = std::fabs(now.m);
    for (std::size_t c = 0; c < order; ++c) size += now.ex[c] - now.in[c];
    constexpr double absurd = 1e100;  // mV, mV/ms; also when it is not a number
    if (!(size < absurd)) refuse_beyond_measure(block.first + i);
    const double h = until - from.offset, theta = block.theta[i];
    // e^(-x) >= 1 - x, psi(s) <= s and chi(s) <= s^2 / 2, so that no exponential is needed where the neuron stays well
    // below.
    const double highest = now.m > 0 ? now.m : now.m * (1 - h / x_kernel.tau_m());
    Current<order> most{};
    if constexpr (order > 0) most[0] = h;
    if constexpr (order > 1) most[1] = h * h / 2;
    if (highest + most_added(now.ex, now.in, x_table.share(), most) + x_slack < theta) return never;
    const double after = x_kernel.first_crossing(now, theta, h);
    return after == never ? never : std::min(from.offset + after, until);
}

template <int order>
void LifState<order>::spike(LifBlock<order>& block, std::size_t i, double offset) {
    block.spikes->push_back({offset, block.first + static_cast<std::uint32_t>(i)});
    ++block.counts[i];
    if (block.dynamic != nullptr) block.dynamic->spiked(static_cast<std::uint32_t>(i), offset);
    if (x_filtered) block.trace[i] += math::exp(offset / x_population->parameters().tau_filter);
    const double t_ref = x_population->values().t_ref[block.first + i];
    if (t_ref == 0) return;
    block.m[i] = held;
    block.release[i] = offset + t_ref;
}

template <int order>
void LifState<order>::leave_reset(LifBlock<order>& block, std::size_t i, const EventFactors<order>& now) const {
    const LifValues& values = x_population->values();
    const double reset = block.theta[i] + (values.V_reset[block.first + i] - values.V_th[block.first + i]);
    const auto ex = block.at(block.ex, i), in = block.at(block.in, i);
    block.m[i] = (reset - dot(ex, now.to_m_ex) - dot(in, now.to_m_in)) / now.decay.m;
    block.release[i] = never;
}

#define LIMEN_REPLAY_OF_ORDER(order) \
    template void LifState<order>::replay(std::uint32_t, const Slice&, const Events&, const SegmentFactors<order>&);
LIMEN_REPLAY_OF_ORDER(0)
LIMEN_REPLAY_OF_ORDER(1)
LIMEN_REPLAY_OF_ORDER(2)

}  // namespace limen::lsm
