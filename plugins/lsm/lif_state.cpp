// Event by event through a slice: two multiply-adds for the synapse, a bound for the threshold, and exact work where it
// is near.
#include "lsm/lif_state.hpp"

#include <algorithm>
#include <numeric>

namespace limen::lsm {

LifState::LifState(const LifPopulation& population, const PopulationWiring& wiring)
    : x_population(population),
      x_kernel(population.kernel()),
      x_rows(wiring.blocks.begin(), wiring.blocks.end()),
      x_delay_classes(wiring.delay_classes.begin(), wiring.delay_classes.end()),
      x_blocks(wiring.blocks.size()) {
    const Lif& p = population.parameters();
    x_theta = p.V_th - (p.E_L + p.I_e * p.tau_m / p.C_m);
    x_reset_below_theta = p.V_reset - p.V_th;
    x_filtered = std::count(wiring.observables.begin(), wiring.observables.end(),
                            static_cast<std::uint32_t>(LifObservable::filtered)) > 0;
    for (std::size_t b = 0; b < x_blocks.size(); ++b) {
        x_blocks[b].first = static_cast<std::uint32_t>(b) * population.block_size();
        const std::size_t n = std::min(population.block_size(), population.size() - x_blocks[b].first);
        x_blocks[b].units.resize(n);
        x_blocks[b].theta.resize(n);
        x_blocks[b].counts.resize(n);
        if (x_filtered) x_blocks[b].trace.resize(n);
    }
}

void LifState::start(std::uint32_t) {
    const double C = x_population.parameters().V_th - x_theta;
    for (LifBlock& block : x_blocks) {
        for (std::size_t i = 0; i < block.units.size(); ++i)
            block.units[i] = {x_population.initial_potentials()[block.first + i] - C, 0, 0, never};
        std::fill(block.theta.begin(), block.theta.end(), x_theta);
        std::fill(block.trace.begin(), block.trace.end(), 0.0);
        std::fill(block.counts.begin(), block.counts.end(), 0U);
        block.drive_current.clear();
        block.synaptic_events = 0;
    }
}

void LifState::prepare(const Slice& slice) {
    if (slice.length != x_length) {
        x_length = slice.length;
        x_slice_decay = x_kernel.decay(x_length);
        x_slice_psi_ex = x_kernel.psi_ex(x_length, x_slice_decay);
        x_slice_psi_in = x_kernel.psi_in(x_length, x_slice_decay);
        x_slice_rise_ex = x_kernel.psi_ex_most(x_length, x_slice_decay);
    }
    const FactorTable table(x_kernel, x_population.parameters().C_m, x_length);
    x_factors.clear();
    for (const AxonalEvent& event : slice.spikes)
        x_factors.push_back(table.at(event.offset, x_delay_classes[event.delay_class].inhibitory));
}

void LifState::advance(std::uint32_t number, const Slice& slice, const BlockInputs& inputs,
                       std::vector<SpikeEvent>& spikes) {
    LifBlock& block = x_blocks[number];
    block.spikes = &spikes;
    if (slice.index == 0)
        for (std::size_t i = 0; i < block.units.size(); ++i) find_crossing(block, i, 0);

    Pending pending{slice.spikes, inputs.events, x_factors.data()};
    auto sample_event = slice.samples.begin();
    auto current = inputs.currents.begin();
    while (sample_event != slice.samples.end() || current != inputs.currents.end()) {
        const bool sample_first = current == inputs.currents.end() ||
                                  (sample_event != slice.samples.end() && sample_event->offset <= current->offset);
        deliver_until(block, *x_rows[number], pending, sample_first ? sample_event->offset : current->offset);
        if (sample_first)
            sample(block, *sample_event++);
        else
            set_current(block, *current++);
    }
    deliver_until(block, *x_rows[number], pending, x_length);
    end_slice(block);
}

void LifState::deliver_until(LifBlock& block, const SynapseRows& rows, Pending& pending, double offset) {
    // Rows are short and far apart: they are fetched some events ahead, their beginnings still earlier.
    constexpr std::size_t start_ahead = 8, row_ahead = 3;
    const FactorTable table(x_kernel, x_population.parameters().C_m, x_length);
    while (true) {
        const bool spike = !pending.spikes.empty() && pending.spikes.front().offset < offset;
        const bool input = !pending.inputs.empty() && pending.inputs.front().offset < offset;
        if (!spike && !input) return;
        if (spike && (!input || pending.spikes.front().offset <= pending.inputs.front().offset)) {
            const auto& ahead = pending.spikes;
            if (ahead.size() > start_ahead) rows.fetch_start(ahead[start_ahead].source, ahead[start_ahead].delay_class);
            if (ahead.size() > row_ahead) rows.fetch_row(ahead[row_ahead].source, ahead[row_ahead].delay_class);
            const AxonalEvent& event = ahead.front();
            deliver_row(block, rows.row(event.source, event.delay_class), *pending.factors,
                        x_delay_classes[event.delay_class].inhibitory);
            pending.spikes = pending.spikes.subspan(1);
            ++pending.factors;
        } else {
            const InputEvent& event = pending.inputs.front();
            const bool inhibitory = event.weight < 0;
            receive(block, event.target, event.weight, table.at(event.offset, inhibitory), inhibitory);
            ++block.synaptic_events;
            pending.inputs = pending.inputs.subspan(1);
        }
    }
}

void LifState::deliver_row(LifBlock& block, const SynapseRow& row, const EventFactors& factors, bool inhibitory) {
    block.synaptic_events += row.targets.size();
    if (inhibitory)
        for (std::size_t j = 0; j < row.targets.size(); ++j)
            receive(block, row.targets[j], static_cast<double>(row.weights[j]), factors, true);
    else
        for (std::size_t j = 0; j < row.targets.size(); ++j)
            receive(block, row.targets[j], static_cast<double>(row.weights[j]), factors, false);
}

inline void LifState::receive(LifBlock& block, std::uint32_t target, double weight, const EventFactors& f,
                              bool inhibitory) {
    LifUnit& unit = block.units[target];
    if (unit.next <= f.offset) [[unlikely]]
        settle_until(block, target, f.offset);
    unit.m += weight * f.to_m;
    (inhibitory ? unit.g_in : unit.g_ex) += weight * f.to_g;
    // V <= max(m, m e^(-h/tau_m)) + g_ex psi for the rest of the slice; inhibition only pulls down.
    const double m = unit.m * f.decay_m + unit.g_ex * f.psi_ex + unit.g_in * f.psi_in;
    const double bound = std::max(m, m * f.rest_m) + unit.g_ex * f.rise_ex;
    if (bound >= block.theta[target] || unit.next < never) [[unlikely]]
        if (!is_refractory(unit)) find_crossing(block, target, f.offset);
}

void LifState::find_crossing(LifBlock& block, std::size_t i, double offset) {
    LifUnit& unit = block.units[i];
    const Moment now = x_kernel.later({unit.m, unit.g_ex, unit.g_in}, offset);
    const double after = x_kernel.first_crossing(now, block.theta[i], x_length - offset);
    unit.next = after < never ? std::min(offset + after, x_length) : never;
}

void LifState::settle_until(LifBlock& block, std::size_t i, double offset) {
    while (block.units[i].next <= offset) own_event(block, i);
}

void LifState::settle_before(LifBlock& block, std::size_t i, double offset) {
    while (block.units[i].next < offset) own_event(block, i);
}

void LifState::own_event(LifBlock& block, std::size_t i) {
    LifUnit& unit = block.units[i];
    const double offset = unit.next;
    if (!is_refractory(unit)) {
        block.spikes->push_back({offset, block.first + static_cast<std::uint32_t>(i)});
        ++block.counts[i];
        if (x_filtered) block.trace[i] += math::exp(offset / x_population.parameters().tau_filter);
        if (x_population.parameters().t_ref > 0) {
            unit.m = held;
            unit.next = offset + x_population.parameters().t_ref;
            return;
        }
    }
    // The potential leaves V_reset now: the state at the slice's start that leads there.
    const Decay past = x_kernel.decay(offset);
    const double reset = block.theta[i] + x_reset_below_theta;
    unit.m = (reset - unit.g_ex * x_kernel.psi_ex(offset, past) - unit.g_in * x_kernel.psi_in(offset, past)) / past.m;
    find_crossing(block, i, offset);
}

void LifState::set_current(LifBlock& block, const CurrentEvent& event) {
    const std::size_t n = block.units.size();
    const Lif& p = x_population.parameters();
    block.drive_current.resize(std::max(block.drive_current.size(), (event.drive + 1) * n), 0.0);
    std::copy(event.current.begin(), event.current.end(),
              block.drive_current.begin() + static_cast<std::ptrdiff_t>(event.drive * n));
    const double growth = 1 / x_kernel.decay(event.offset).m;
    for (std::size_t i = 0; i < n; ++i) {
        settle_until(block, i, event.offset);
        double current = 0;
        for (std::size_t d = i; d < block.drive_current.size(); d += n) current += block.drive_current[d];
        const double theta = x_theta - current * p.tau_m / p.C_m;
        // V itself is continuous, so m makes up for the change of C = V_th - theta.
        if (!is_refractory(block.units[i])) block.units[i].m += (theta - block.theta[i]) * growth;
        block.theta[i] = theta;
        if (!is_refractory(block.units[i])) find_crossing(block, i, event.offset);
    }
}

void LifState::sample(LifBlock& block, const SampleEvent& event) {
    const Decay past = x_kernel.decay(event.offset);
    for (std::size_t i = 0; i < block.units.size(); ++i) {
        settle_before(block, i, event.offset);
        event.row[block.first + i] =
            static_cast<float>(observe(block, i, static_cast<LifObservable>(event.observable), event.offset, past));
    }
}

double LifState::observe(const LifBlock& block, std::size_t i, LifObservable what, double offset,
                         const Decay& past) const {
    const LifUnit& unit = block.units[i];
    const Lif& p = x_population.parameters();
    switch (what) {
        case LifObservable::V_m:
            if (is_refractory(unit)) return p.V_reset;
            return p.V_th - block.theta[i] + x_kernel.later({unit.m, unit.g_ex, unit.g_in}, offset, past).m;
        case LifObservable::I_ex:
            return p.C_m * unit.g_ex * past.ex;
        case LifObservable::I_in:
            return p.C_m * unit.g_in * past.in;
        case LifObservable::filtered:
            return block.trace[i] * math::exp(-offset / p.tau_filter);
        case LifObservable::count:
            return block.counts[i];
    }
    return 0;
}

double LifState::observe(std::uint32_t block, std::size_t neuron, LifObservable what, double offset) const {
    return observe(x_blocks[block], neuron, what, offset, x_kernel.decay(offset));
}

void LifState::end_slice(LifBlock& block) {
    for (std::size_t i = 0; i < block.units.size(); ++i) {
        LifUnit& unit = block.units[i];
        if (unit.next < x_length) settle_before(block, i, x_length);
        const bool refractory = is_refractory(unit);
        unit.m = unit.m * x_slice_decay.m + unit.g_ex * x_slice_psi_ex + unit.g_in * x_slice_psi_in;
        unit.g_ex *= x_slice_decay.ex;
        unit.g_in *= x_slice_decay.in;
        if (refractory) {
            unit.m = held;
            unit.next -= x_length;
            continue;
        }
        const double bound = std::max(unit.m, unit.m * x_slice_decay.m) + unit.g_ex * x_slice_rise_ex;
        if (unit.next < never)
            unit.next = 0;  // it crosses at the very border
        else if (bound >= block.theta[i])
            find_crossing(block, i, 0);
    }
    // Last, because the spikes just settled are in the traces as of the slice's start.
    const double filter_decay = x_filtered ? math::exp(-x_length / x_population.parameters().tau_filter) : 1;
    for (double& trace : block.trace) trace *= filter_decay;
}

std::uint64_t LifState::synaptic_events() const {
    return std::accumulate(x_blocks.begin(), x_blocks.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const LifBlock& block) { return sum + block.synaptic_events; });
}

}  // namespace limen::lsm
