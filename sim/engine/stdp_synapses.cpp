// Takes synapses through arrivals and spikes, one after the other in the order of time.
#include "engine/stdp_synapses.hpp"

#include <algorithm>

namespace limen {

StdpSynapses::StdpSynapses(const SynapseRows& rows, std::uint32_t delay_class, std::uint32_t units)
    : x_starts(units + 1U, 0), x_incoming(rows.class_size(delay_class)) {
    const SynapseRows::Sources& sources = rows.sources(delay_class);
    const auto for_each = [&](auto take) {
        std::uint32_t synapse = 0;
        for (std::uint32_t s = 0; s < sources.count; ++s)
            for (const std::uint16_t target : rows.row(sources.first + s, delay_class).targets)
                take(target, s, synapse++);
    };
    for_each([&](std::uint16_t target, std::uint32_t, std::uint32_t) { ++x_starts[target + 1U]; });
    for (std::size_t u = 1; u < x_starts.size(); ++u) x_starts[u] += x_starts[u - 1];
    std::vector<std::uint32_t> next(x_starts.begin(), x_starts.end() - 1);
    for_each([&](std::uint16_t target, std::uint32_t source, std::uint32_t synapse) {
        x_incoming[next[target]++] = {source, synapse};
    });
}

std::uint64_t StdpSynapses::bytes() const noexcept {
    return x_starts.capacity() * sizeof(std::uint32_t) + x_incoming.capacity() * sizeof(Incoming);
}

StdpStates::StdpStates(const StdpSynapses& synapses, const StdpRule& rule, const SynapseRows& rows,
                       std::uint32_t delay_class, const SliceSpikes& spikes)
    : x_synapses(synapses),
      x_rule(rule),
      x_rows(rows),
      x_delay_class(delay_class),
      x_first_source(rows.sources(delay_class).first),
      x_spikes(spikes),
      x_weights(synapses.size()),
      x_sources(rows.sources(delay_class).count),
      x_traces(spikes.offsets.size()) {}

void StdpStates::start() {
    std::fill(x_sources.begin(), x_sources.end(), Source{});
    std::fill(x_traces.begin(), x_traces.end(), 0.0);
    x_arrivals.clear();
    std::size_t synapse = 0;
    for (std::uint32_t s = 0; s < x_sources.size(); ++s) {
        const SynapseRow r = row(s);
        // A 32-bit weight may have been rounded beyond w_max.
        for (std::size_t k = 0; k < r.targets.size(); ++k)
            x_weights[synapse++] = std::min<double>(r.weight(k), x_rule.w_max());
    }
}

void StdpStates::arrive(std::uint32_t source, double offset, const SliceClock& slices, std::span<double> weights) {
    const std::uint32_t s = source - x_first_source, index = static_cast<std::uint32_t>(x_arrivals.size());
    Source& shared = x_sources[s];
    const bool again = shared.latest != none;
    const double trace = again ? x_arrivals[shared.latest].trace : shared.trace;
    const Time last = again ? Time{x_slice, x_arrivals[shared.latest].offset} : shared.last;
    const double passed = slices.between(last, {x_slice, offset});
    const Arrival arrival{.source = s,
                          .offset = offset,
                          .trace = trace * x_rule.arrivals_left(passed) + 1,
                          .spikes_left = x_rule.spikes_left(offset),
                          .weights = weights};
    const std::span<const double> before =
        again ? std::span<const double>(x_arrivals[shared.latest].weights)
              : std::span<const double>(x_weights).subspan(first_synapse(s), weights.size());
    const SynapseRow r = row(s);
    for (std::size_t k = 0; k < weights.size(); ++k)
        weights[k] = x_rule.depressed(before[k], x_traces[r.targets[k]] * arrival.spikes_left);
    (again ? x_arrivals[shared.latest].next : shared.first) = index;
    shared.latest = index;
    x_arrivals.push_back(arrival);
}

double StdpStates::walk(const StdpSynapses::Incoming& incoming, std::uint32_t unit, const SliceClock& slices,
                        double until) {
    const Source& shared = x_sources[incoming.source];
    const std::vector<double>& spikes = x_spikes.offsets[unit];
    const std::size_t place = incoming.synapse - first_synapse(incoming.source);
    double weight = x_weights[incoming.synapse], trace = shared.trace;
    double last = slices.between({x_slice, 0}, shared.last);
    auto spike = spikes.begin();
    const auto potentiate = [&] {
        // An arrival that makes a spike by a jump comes first, and does not pair with it.
        const double paired = *spike > last ? trace * x_rule.arrivals_left(*spike - last) : trace - 1;
        weight = x_rule.potentiated(weight, paired);
        ++spike;
    };
    for (std::uint32_t a = shared.first; a != none && x_arrivals[a].offset < until; a = x_arrivals[a].next) {
        const Arrival& arrival = x_arrivals[a];
        while (spike != spikes.end() && *spike < arrival.offset) potentiate();
        double of_spikes = x_traces[unit] * arrival.spikes_left;
        for (auto s = spikes.begin(); s != spike; ++s)
            if (*s < arrival.offset) of_spikes += x_rule.spikes_left(arrival.offset - *s);
        weight = x_rule.depressed(weight, of_spikes);
        arrival.weights[place] = weight;
        trace = arrival.trace;
        last = arrival.offset;
    }
    while (spike != spikes.end() && *spike < until) potentiate();
    return weight;
}

void StdpStates::revise(std::uint32_t unit, const SliceClock& slices) {
    const double spike = x_spikes.offsets[unit].back();
    for (const StdpSynapses::Incoming& incoming : x_synapses.of(unit)) {
        const std::uint32_t latest = x_sources[incoming.source].latest;
        if (latest != none && x_arrivals[latest].offset > spike)
            walk(incoming, unit, slices, std::numeric_limits<double>::infinity());
    }
}

void StdpStates::end(const SliceClock& slices, double until) {
    for (const Arrival& arrival : x_arrivals) {
        if (arrival.offset >= until) break;
        const SynapseRow r = row(arrival.source);
        const std::size_t first = first_synapse(arrival.source);
        for (std::size_t k = 0; k < r.targets.size(); ++k)
            if (x_spikes.offsets[r.targets[k]].empty()) x_weights[first + k] = arrival.weights[k];
    }
    for (const std::uint32_t unit : x_spikes.units)
        for (const StdpSynapses::Incoming& incoming : x_synapses.of(unit))
            x_weights[incoming.synapse] = walk(incoming, unit, slices, until);
    for (const Arrival& arrival : x_arrivals)
        x_sources[arrival.source] = {arrival.trace, {x_slice, arrival.offset}, none, none};
    x_arrivals.clear();
    const double left = x_rule.spikes_left(slices.length());
    for (double& trace : x_traces) trace *= left;
    for (const std::uint32_t unit : x_spikes.units)
        for (const double offset : x_spikes.offsets[unit])
            x_traces[unit] += x_rule.spikes_left(slices.length() - offset);
}

std::uint64_t StdpStates::bytes() const noexcept {
    return (x_weights.capacity() + x_traces.capacity()) * sizeof(double) + x_sources.capacity() * sizeof(Source);
}

}  // namespace limen
