// The few neurons of a segment that may spike or leave their refractoriness in it, event by event.
#include <algorithm>

#include "lsm/candidate_scan.hpp"
#include "lsm/lif_state.hpp"

namespace limen::lsm {

void LifState::replay(std::uint32_t number, const Slice& slice, const Events& events, const SegmentFactors& factors) {
    LifBlock& block = x_blocks[number];
    Scratch& scratch = x_scratch[number];
    collect(number, slice, events);
    for (const std::uint16_t i : block.candidates)
        if (!is_held(block.m[i])) find_crossing(block, i, factors.start, factors.end);
    auto synaptic = scratch.synaptic.begin();
    auto input = scratch.inputs.begin();
    while (synaptic != scratch.synaptic.end() || input != scratch.inputs.end()) {
        const bool synaptic_first = input == scratch.inputs.end() || (synaptic != scratch.synaptic.end() &&
                                                                      x_factors[synaptic->factors].offset <=
                                                                          scratch.input_factors[input->factors].offset);
        if (synaptic_first) {
            receive(block, *synaptic, x_factors[synaptic->factors], factors.end);
            ++synaptic;
        } else {
            receive(block, *input, scratch.input_factors[input->factors], factors.end);
            ++input;
        }
    }
    for (const std::uint16_t i : block.candidates) {
        settle_before(block, i, factors.end);
        // A crossing at the very border is found again in the next segment.
        if (!is_held(block.m[i])) block.next[i] = never;
        close_segment(block, i, factors);
    }
}

// The candidates' events: those along synapses in the order of time, the drives' sorted here.
void LifState::collect(std::uint32_t number, const Slice& slice, const Events& events) {
    const LifBlock& block = x_blocks[number];
    Scratch& scratch = x_scratch[number];
    scratch.synaptic.clear();
    for (std::size_t e = events.first_spike; e < events.last_spike; ++e) {
        const AxonalEvent& event = slice.spikes[e];
        const SynapseRow row = x_rows[number]->row(event.source, event.delay_class);
        find_candidates(row.targets, block.bits, scratch.places);
        for (const std::uint32_t place : scratch.places)
            scratch.synaptic.push_back({static_cast<double>(row.weight(place)), static_cast<std::uint32_t>(e),
                                        row.targets[place], x_delay_classes[event.delay_class].inhibitory});
    }
    scratch.inputs.clear();
    scratch.input_factors.clear();
    for (const InputTrain& train : events.trains) {
        find_candidates(train.targets, block.bits, scratch.places);
        const bool inhibitory = train.weight < 0;
        for (const std::uint32_t place : scratch.places) {
            const auto index = static_cast<std::uint32_t>(scratch.input_factors.size());
            scratch.input_factors.push_back(x_table.at(train.offsets[place], inhibitory));
            scratch.inputs.push_back({train.weight, index, train.targets[place], inhibitory});
        }
    }
    std::sort(scratch.inputs.begin(), scratch.inputs.end(), [&](const Replayed& a, const Replayed& b) {
        const double x = scratch.input_factors[a.factors].offset, y = scratch.input_factors[b.factors].offset;
        return x != y ? x < y : a.factors < b.factors;
    });
}

void LifState::receive(LifBlock& block, const Replayed& event, const EventFactors& f, double end) {
    const std::size_t i = event.neuron;
    if (block.next[i] <= f.offset) settle_until(block, i, f.offset, end);
    block.m[i] += event.weight * f.to_m;
    (event.inhibitory ? block.g_in : block.g_ex)[i] += event.weight * f.to_g;
    if (is_held(block.m[i])) return;
    // The bound of test_and_commit for the rest of the slice, of which the rest of the segment is a part.
    const double m = block.m[i] * f.decay_m + block.g_ex[i] * f.psi_ex + block.g_in[i] * f.psi_in;
    const double current = block.g_ex[i] + x_table.share() * block.g_in[i];
    const double bound = std::max(m, m * f.rest_m) + std::max(current, 0.0) * f.rise_ex;
    if (bound + x_slack >= block.theta[i])
        find_crossing(block, i, f.offset, end);
    else
        block.next[i] = never;
}

void LifState::find_crossing(LifBlock& block, std::size_t i, double offset, double end) {
    const Moment now = x_kernel.later({block.m[i], block.g_ex[i], block.g_in[i]}, offset);
    const double after = x_kernel.first_crossing(now, block.theta[i], end - offset);
    block.next[i] = after < never ? std::min(offset + after, end) : never;
}

void LifState::settle_until(LifBlock& block, std::size_t i, double offset, double end) {
    while (block.next[i] <= offset) own_event(block, i, end);
}

void LifState::settle_before(LifBlock& block, std::size_t i, double end) {
    while (block.next[i] < end) own_event(block, i, end);
}

void LifState::own_event(LifBlock& block, std::size_t i, double end) {
    const double offset = block.next[i];
    if (!is_held(block.m[i])) {
        block.spikes->push_back({offset, block.first + static_cast<std::uint32_t>(i)});
        ++block.counts[i];
        if (x_filtered) block.trace[i] += math::exp(offset / x_population.parameters().tau_filter);
        if (x_population.parameters().t_ref > 0) {
            block.m[i] = held;
            block.next[i] = offset + x_population.parameters().t_ref;
            return;
        }
    }
    // The potential leaves V_reset now: the state at the slice's start that leads there.
    const Decay past = x_kernel.decay(offset);
    const double reset = block.theta[i] + x_reset_below_theta;
    block.m[i] =
        (reset - block.g_ex[i] * x_kernel.psi_ex(offset, past) - block.g_in[i] * x_kernel.psi_in(offset, past)) /
        past.m;
    find_crossing(block, i, offset, end);
}

}  // namespace limen::lsm
