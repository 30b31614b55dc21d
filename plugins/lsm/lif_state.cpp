// A block through a slice: segment by segment, all neurons at once; those that may spike are left to lif_replay.cpp.
#include "lsm/lif_state.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "lsm/slice_cuts.hpp"

namespace limen::lsm {

template <int order>
LifState<order>::LifState(const LifPopulation& population, const PopulationWiring& wiring)
    : x_population(&population),
      x_kernel(population.values().tau_m[0], population.parameters().tau_syn_ex[0],
               population.parameters().tau_syn_in[0]),
      x_rows(wiring.blocks.begin(), wiring.blocks.end()),
      x_delay_classes(wiring.delay_classes.begin(), wiring.delay_classes.end()),
      x_scratch(wiring.blocks.size()) {
    choose_slack();
    x_filtered = std::count(wiring.observables.begin(), wiring.observables.end(),
                            static_cast<std::uint32_t>(LifObservable::filtered)) > 0;
    for (std::uint32_t first = 0; first < population.size(); first += population.block_size())
        x_blocks.emplace_back(first, std::min(population.block_size(), population.size() - first), x_filtered);
}

template <int order>
void LifState<order>::choose_slack() {
    const LifValues& values = x_population->values();
    constexpr double rounding = 1e-12;
    x_slack = 0;
    for (std::size_t i = 0; i < x_population->size(); ++i) {
        const double size = std::fabs(values.V_th[i] - values.rest(i, 0)) + values.V_th[i] - values.V_reset[i];
        x_slack = std::max(x_slack, rounding * size);
    }
}

template <int order>
void LifState<order>::start(std::uint32_t trial) {
    const LifValues& values = x_population->values();
    const std::vector<double> initial = x_population->initial_potentials(trial);
    for (LifBlock<order>& block : x_blocks) {
        for (std::size_t i = 0; i < block.size(); ++i) {
            const std::size_t neuron = block.first + i;
            block.m[i] = initial[neuron] - values.rest(neuron, 0);
            block.theta[i] = values.V_th[neuron] - values.rest(neuron, 0);
        }
        for (auto* parts : {&block.ex, &block.in})
            for (auto& part : *parts) std::fill(part.begin(), part.end(), 0.0);
        for (auto* zeroed : {&block.trace, &block.sum_ex, &block.sum_in})
            std::fill(zeroed->begin(), zeroed->end(), 0.0);
        std::fill(block.release.begin(), block.release.end(), never);
        std::fill(block.counts.begin(), block.counts.end(), 0U);
        block.drive_currents.clear();
        block.synaptic_events = 0;
    }
}

template <int order>
void LifState<order>::prepare(const Slice& slice) {
    if (slice.length != x_table.length()) {
        x_table = FactorTable<order>(x_kernel, x_population->values().C_m[0], slice.length);
        x_whole_slice.emplace(x_kernel, x_table, 0.0, slice.length, true);
    }
    x_factors.clear();
    for (const AxonalEvent& event : slice.spikes) {
        x_factors.push_back(x_table.at(event.offset, x_delay_classes[event.delay_class].inhibitory));
        x_factors.back().to_m *= event.scale;
        for (double& part : x_factors.back().to_current) part *= event.scale;
    }
}

template <int order>
void LifState<order>::advance(std::uint32_t number, const Slice& slice, const BlockInputs& inputs,
                              std::vector<SpikeEvent>& spikes) {
    LifBlock<order>& block = x_blocks[number];
    block.spikes = &spikes;
    block.dynamic = inputs.dynamic;
    double start = 0;
    std::size_t spike = 0;
    const auto run_until = [&](double end) {
        if (!(end > start)) return;
        std::size_t last = spike;
        while (last < slice.spikes.size() && slice.spikes[last].offset < end) ++last;
        run_segment(number, slice, {spike, last, trains_between(x_scratch[number], inputs, start, end)},
                    {x_kernel, x_table, start, end, false});
        start = end;
        spike = last;
    };
    for_each_cut(
        slice.samples, inputs.currents, run_until, [&](const SampleEvent& event) { sample(block, event); },
        [&](const CurrentEvent& event) { set_current(block, event); });
    const Events rest{spike, slice.spikes.size(),
                      start == 0 ? inputs.trains : trains_between(x_scratch[number], inputs, start, slice.length)};
    run_segment(number, slice, rest,
                start == 0 ? *x_whole_slice : SegmentFactors<order>(x_kernel, x_table, start, slice.length, true));
    const double filter_decay = x_filtered ? math::exp(-slice.length / x_population->parameters().tau_filter) : 1;
    for (double& trace : block.trace) trace *= filter_decay;
}

template <int order>
std::span<const InputTrain> LifState<order>::trains_between(Scratch& scratch, const BlockInputs& inputs, double start,
                                                            double end) const {
    const std::span<const InputTrain> trains = inputs.trains;
    const bool dynamic = inputs.dynamic != nullptr;
    scratch.trains.clear();
    scratch.offsets.resize(trains.size());
    scratch.scales.resize(trains.size());
    scratch.targets.resize(trains.size());
    for (std::size_t t = 0; t < trains.size(); ++t) {
        if (dynamic && !trains[t].scales.empty()) {  // these are in the order of time, and must not be copied
            const auto place = [&](double offset) {
                const auto& offsets = trains[t].offsets;
                return static_cast<std::size_t>(std::lower_bound(offsets.begin(), offsets.end(), offset) -
                                                offsets.begin());
            };
            const std::size_t first = place(start), count = place(end) - first;
            scratch.trains.push_back({.weight = trains[t].weight,
                                      .offsets = trains[t].offsets.subspan(first, count),
                                      .targets = trains[t].targets.subspan(first, count),
                                      .receptor = trains[t].receptor,
                                      .scales = trains[t].scales.subspan(first, count)});
            continue;
        }
        scratch.offsets[t].clear();
        scratch.scales[t].clear();
        scratch.targets[t].clear();
        for (std::size_t k = 0; k < trains[t].offsets.size(); ++k) {
            if (trains[t].offsets[k] < start || trains[t].offsets[k] >= end) continue;
            scratch.offsets[t].push_back(trains[t].offsets[k]);
            scratch.targets[t].push_back(trains[t].targets[k]);
            if (!trains[t].scales.empty()) scratch.scales[t].push_back(trains[t].scales[k]);
        }
        scratch.trains.push_back({.weight = trains[t].weight,
                                  .offsets = scratch.offsets[t],
                                  .targets = scratch.targets[t],
                                  .receptor = trains[t].receptor,
                                  .scales = scratch.scales[t]});
    }
    return scratch.trains;
}

template <int order>
void LifState<order>::run_segment(std::uint32_t number, const Slice& slice, const Events& events,
                                  const SegmentFactors<order>& factors) {
    LifBlock<order>& block = x_blocks[number];
    Scratch& scratch = x_scratch[number];
    for (const InputTrain& train : events.trains) {
        x_table.fill(train.offsets, train.weight, scratch.parts);
        accumulate<order>(block, train, scratch.parts);
    }
    // Rows are short and far apart: they are fetched some events ahead, their beginnings still earlier.
    constexpr std::size_t start_ahead = 16, row_ahead = 6;
    const SynapseRows& rows = *x_rows[number];
    // Short rows lie far apart, so their targets are kept side by side for replay().
    scratch.row_targets.clear();
    scratch.row_ends.clear();
    for (std::size_t e = events.first_spike; e < events.last_spike; ++e) {
        const auto ahead = [&](std::size_t n) { return slice.spikes[std::min(e + n, slice.spikes.size() - 1)]; };
        rows.fetch_start(ahead(start_ahead).source, ahead(start_ahead).delay_class);
        rows.fetch_row(ahead(row_ahead).source, ahead(row_ahead).delay_class);
        const AxonalEvent& event = slice.spikes[e];
        const SynapseRow row = rows.row(event.source, event.delay_class);
        const bool inhibitory = x_delay_classes[event.delay_class].inhibitory;
        if (const auto weights = block.dynamic_weights(e); weights.empty())
            accumulate<order>(block, row, x_factors[e], inhibitory);
        else
            accumulate<order>(block, row.targets, weights, x_factors[e], inhibitory);
        scratch.row_targets.insert(scratch.row_targets.end(), row.targets.begin(), row.targets.end());
        scratch.row_ends.push_back(static_cast<std::uint32_t>(scratch.row_targets.size()));
    }
    test_and_commit(block, factors, x_slack);
    if (!block.candidates.empty()) replay(number, slice, events, factors);
}

template <int order>
void LifState<order>::set_current(LifBlock<order>& block, const CurrentEvent& event) {
    const std::size_t n = block.size();
    const LifValues& values = x_population->values();
    block.drive_currents.set(event);
    const double growth = 1 / x_kernel.decay(event.offset).m;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t unit = block.first + i;
        const double theta = values.V_th[unit] - values.rest(unit, block.drive_currents.into(i));
        // V itself is continuous, so m makes up for the change of C = V_th - theta.
        if (!is_held(block.m[i])) block.m[i] += (theta - block.theta[i]) * growth;
        block.theta[i] = theta;
    }
}

template <int order>
void LifState<order>::sample(LifBlock<order>& block, const SampleEvent& event) {
    const Decay past = x_kernel.decay(event.offset);
    write_sample(event, block.first, block.first + block.size(), [&](std::size_t unit) {
        return observe(block, unit - block.first, static_cast<LifObservable>(event.observable), event.offset, past);
    });
}

template <int order>
double LifState<order>::observe(const LifBlock<order>& block, std::size_t i, LifObservable what, double offset,
                                const Decay& past) const {
    const LifValues& values = x_population->values();
    const auto ex = block.at(block.ex, i), in = block.at(block.in, i);
    switch (what) {
        case LifObservable::V_m:
            if (is_held(block.m[i])) return values.V_reset[block.first + i];
            return values.V_th[block.first + i] - block.theta[i] + x_kernel.later({block.m[i], ex, in}, offset, past).m;
        case LifObservable::I_ex:
            return order == 0 ? 0 : values.C_m[0] * decayed(ex, offset, past.ex)[0];
        case LifObservable::I_in:
            return order == 0 ? 0 : values.C_m[0] * decayed(in, offset, past.in)[0];
        case LifObservable::filtered:
            return block.trace[i] * math::exp(-offset / x_population->parameters().tau_filter);
        case LifObservable::count:
            return block.counts[i];
    }
    return 0;
}

template <int order>
double LifState<order>::observe(std::uint32_t block, std::size_t neuron, LifObservable what, double offset) const {
    return observe(x_blocks[block], neuron, what, offset, x_kernel.decay(offset));
}

template <int order>
bool LifState<order>::observe(std::uint32_t observable, std::span<double> row) const {
    const auto what = static_cast<LifObservable>(observable);
    if (what == LifObservable::filtered && !x_filtered) return false;
    const Decay none = x_kernel.decay(0);
    for (const LifBlock<order>& block : x_blocks)
        for (std::size_t i = 0; i < block.size(); ++i) row[block.first + i] = observe(block, i, what, 0, none);
    return true;
}

// The potential and the synaptic currents (pA) go on; where the potential is drawn to, and how fast, are those of the
// new parameters.
template <int order>
bool LifState<order>::change(const Population& population) {
    const auto* next = dynamic_cast<const LifPopulation*>(&population);
    if (next == nullptr || !x_population->may_become(*next)) return false;
    const LifValues &before = x_population->values(), &after = next->values();
    for (LifBlock<order>& block : x_blocks)
        for (std::size_t i = 0; i < block.size(); ++i) {
            const std::size_t unit = block.first + i;
            const double theta = after.V_th[unit] - after.rest(unit, block.drive_currents.into(i));
            const double potential = before.V_th[unit] - block.theta[i] + block.m[i];
            if (!is_held(block.m[i])) block.m[i] = potential - (after.V_th[unit] - theta);
            block.theta[i] = theta;
            for (auto* parts : {&block.ex, &block.in})
                for (auto& part : *parts) part[i] *= before.C_m[unit] / after.C_m[unit];
        }
    x_population = next;
    x_kernel = LifKernel<order>(after.tau_m[0], next->parameters().tau_syn_ex[0], next->parameters().tau_syn_in[0]);
    x_table = FactorTable<order>();
    choose_slack();
    return true;
}

template <int order>
std::uint64_t LifState<order>::synaptic_events() const {
    return std::accumulate(x_blocks.begin(), x_blocks.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const LifBlock<order>& block) { return sum + block.synaptic_events; });
}

template class LifState<0>;
template class LifState<1>;
template class LifState<2>;

}  // namespace limen::lsm
