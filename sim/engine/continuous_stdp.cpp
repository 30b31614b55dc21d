// Takes each unit's arrivals and spikes one after the other.
#include "engine/continuous_stdp.hpp"

#include <algorithm>

namespace limen {

ContinuousStdp::ContinuousStdp(const StdpSynapses& synapses, const StdpRule& rule, const SynapseRows& rows,
                               std::uint32_t delay_class, std::uint32_t units)
    : x_synapses(synapses),
      x_rule(rule),
      x_rows(rows),
      x_delay_class(delay_class),
      x_states(synapses.size()),
      x_latest(synapses.size(), none),
      x_units(units) {}

void ContinuousStdp::start() {
    std::fill(x_units.begin(), x_units.end(), Unit{});
    std::fill(x_latest.begin(), x_latest.end(), none);
    x_arrivals.clear();
    const SynapseRows::Sources& sources = x_rows.sources(x_delay_class);
    std::size_t synapse = 0;
    for (std::uint32_t s = 0; s < sources.count; ++s) {
        const SynapseRow row = x_rows.row(sources.first + s, x_delay_class);
        // A 32-bit weight may have been rounded beyond w_max.
        for (std::size_t k = 0; k < row.targets.size(); ++k)
            x_states[synapse++] = {std::min<double>(row.weight(k), x_rule.w_max()), 0, before_start};
    }
}

void ContinuousStdp::begin(std::int64_t slice, double until) noexcept {
    x_slice = slice;
    x_until = until;
}

void ContinuousStdp::arrive(const Arrival& arrival, const SliceClock& slices, double& scaled_weight) {
    const auto index = static_cast<std::uint32_t>(x_arrivals.size());
    Unit& unit = x_units[arrival.unit];
    x_arrivals.push_back({arrival, 0, &scaled_weight, std::exchange(x_latest[arrival.synapse], index)});
    (unit.first == none ? unit.first : x_arrivals[unit.latest].next) = index;
    unit.latest = index;
    weigh(x_arrivals.back(), slices);
}

void ContinuousStdp::weigh(Pending& arrival, const SliceClock& slices) {
    const Unit& unit = x_units[arrival.unit];
    const bool pending = arrival.previous != none && !x_arrivals[arrival.previous].settled;
    const double before = pending ? x_arrivals[arrival.previous].weight : x_states[arrival.synapse].weight;
    const Time now{x_slice, arrival.offset};
    // A spike at this very time makes no pair.
    const double trace =
        unit.last < now ? unit.trace * x_rule.spikes_left(slices.between(unit.last, now)) : unit.trace - 1;
    arrival.weight = x_rule.depressed(before, trace);
    *arrival.scaled_weight = arrival.scale * arrival.weight;
}

void ContinuousStdp::settle(Pending& arrival) {
    Synapse& synapse = x_states[arrival.synapse];
    synapse = {arrival.weight, synapse.trace * arrival.trace_left + 1, {x_slice, arrival.offset}};
    arrival.settled = true;
}

void ContinuousStdp::spiked(std::uint32_t number, double offset, const SliceClock& slices) {
    if (offset >= x_until) return;
    Unit& unit = x_units[number];
    const Time now{x_slice, offset};
    for (; unit.first != none && x_arrivals[unit.first].offset <= offset; unit.first = x_arrivals[unit.first].next)
        settle(x_arrivals[unit.first]);
    for (const StdpSynapses::Incoming& incoming : x_synapses.of(number)) {
        Synapse& synapse = x_states[incoming.synapse];
        // An arrival that makes a spike by a jump comes first, and does not pair with it.
        const double paired = synapse.last < now
                                  ? synapse.trace * x_rule.arrivals_left(slices.between(synapse.last, now))
                                  : synapse.trace - 1;
        synapse.weight = x_rule.potentiated(synapse.weight, paired);
    }
    unit.trace = unit.trace * x_rule.spikes_left(slices.between(unit.last, now)) + 1;
    unit.last = now;
    for (std::uint32_t a = unit.first; a != none; a = x_arrivals[a].next) weigh(x_arrivals[a], slices);
}

void ContinuousStdp::end() {
    for (Pending& arrival : x_arrivals) {
        if (!arrival.settled && arrival.offset < x_until) settle(arrival);
        x_latest[arrival.synapse] = none;
        x_units[arrival.unit].first = x_units[arrival.unit].latest = none;
    }
    x_arrivals.clear();
}

std::uint64_t ContinuousStdp::bytes() const noexcept {
    return x_states.capacity() * sizeof(Synapse) + x_latest.capacity() * sizeof(std::uint32_t) +
           x_units.capacity() * sizeof(Unit);
}

}  // namespace limen
