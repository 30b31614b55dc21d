// One neuron after the other, from event to event.
#include "lsm/lif_event_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "limen/core/error.hpp"
#include "lsm/slice_cuts.hpp"

namespace limen::lsm {

LifEventState::LifEventState(const LifPopulation& population, const PopulationWiring& wiring)
    : x_population(&population),
      x_rows(wiring.blocks.begin(), wiring.blocks.end()),
      x_delay_classes(wiring.delay_classes.begin(), wiring.delay_classes.end()),
      x_filtered(std::count(wiring.observables.begin(), wiring.observables.end(),
                            static_cast<std::uint32_t>(LifObservable::filtered)) > 0) {
    make_kernels();
    for (std::uint32_t first = 0; first < population.size(); first += population.block_size()) {
        Block block;
        block.first = first;
        block.neurons.resize(std::min(population.block_size(), population.size() - first));
        x_blocks.push_back(std::move(block));
    }
}

void LifEventState::make_kernels() {
    const Lif& p = x_population->parameters();
    const PerNeuron& tau_m = x_population->values().tau_m;
    x_kernels.clear();
    for (std::size_t i = 0; i < (tau_m.same() ? 1 : x_population->size()); ++i)
        x_kernels.emplace_back(x_population->order(), tau_m[i], p.tau_syn_ex, p.tau_syn_in, p.tau_sfa);
}

std::uint64_t LifEventState::bytes_of_neuron(std::uint64_t receptors) noexcept {
    return sizeof(Neuron) + sizeof(GeneralKernel) + 2 * sizeof(std::uint32_t) + sizeof(double) +
           receptors * (sizeof(Current<2>) + sizeof(Kernel));
}

const GeneralKernel& LifEventState::kernel_of(const Block& block, std::size_t i) const noexcept {
    return x_kernels[x_kernels.size() == 1 ? 0 : block.first + i];
}

std::uint32_t LifEventState::receptor_of(bool inhibitory, std::uint32_t number) const {
    if (number >= x_population->receptors(inhibitory))
        throw Error(fmt::format("a drive's input goes to {} receptor {}, but there are only {}",
                                inhibitory ? "inhibitory" : "excitatory", number + 1,
                                x_population->receptors(inhibitory)));
    return number + (inhibitory ? x_population->receptors(false) : 0);
}

void LifEventState::start(std::uint32_t trial) {
    const LifValues& values = x_population->values();
    const std::vector<double> initial = x_population->initial_potentials(trial);
    for (Block& block : x_blocks) {
        for (std::size_t i = 0; i < block.neurons.size(); ++i) {
            const std::size_t unit = block.first + i;
            const double rest = values.rest(unit, 0);
            GeneralKernel::State state{initial[unit] - rest, 0, {}};
            state.currents.resize(kernel_of(block, i).receptors());
            block.neurons[i] = {.state = std::move(state),
                                .time = 0,
                                .safe_until = 0,
                                .theta = values.V_th[unit] - rest,
                                .release = never,
                                .trace = 0,
                                .traced = 0,
                                .count = 0,
                                .held = false};
        }
        block.drive_currents.clear();
        block.synaptic_events = 0;
    }
}

void LifEventState::advance(std::uint32_t number, const Slice& slice, const BlockInputs& inputs,
                            std::vector<SpikeEvent>& spikes) {
    Block& block = x_blocks[number];
    block.spikes = &spikes;
    block.dynamic = inputs.dynamic;
    collect(number, slice, inputs);
    group(block);
    for_each_cut(
        slice.samples, inputs.currents, [&](double end) { run_until(block, end); },
        [&](const SampleEvent& event) { sample(block, event); },
        [&](const CurrentEvent& event) { set_current(block, event); });
    run_until(block, slice.length);
    rebase(block, slice.length);
}

void LifEventState::collect(std::uint32_t number, const Slice& slice, const BlockInputs& inputs) {
    Block& block = x_blocks[number];
    block.found.clear();
    for (std::uint32_t e = 0; e < slice.spikes.size(); ++e) {
        const AxonalEvent& event = slice.spikes[e];
        const SynapseRow row = x_rows[number]->row(event.source, event.delay_class);
        const DelayClass& delay_class = x_delay_classes[event.delay_class];
        const std::uint32_t receptor = receptor_of(delay_class.inhibitory, delay_class.receptor);
        const auto weights = block.dynamic != nullptr ? block.dynamic->of(e) : std::span<const double>();
        for (std::uint32_t j = 0; j < row.targets.size(); ++j)
            block.found.push_back({.offset = event.offset,
                                   .weight = event.scale * (weights.empty() ? static_cast<double>(row.weight(j)) : 1),
                                   .neuron = row.targets[j],
                                   .receptor = receptor,
                                   .scale = weights.empty() ? nullptr : &weights[j]});
    }
    for (const InputTrain& train : inputs.trains)
        for (std::size_t k = 0; k < train.offsets.size(); ++k)
            block.found.push_back({.offset = train.offsets[k],
                                   .weight = train.weight,
                                   .neuron = train.targets[k],
                                   .receptor = receptor_of(train.weight < 0, train.receptor),
                                   .scale = train.scales.empty() ? nullptr : &train.scales[k]});
    block.synaptic_events += block.found.size();
}

// By neuron, and of each in the order of time; equal times in the order in which they came.
void LifEventState::group(Block& block) const {
    block.next.assign(block.neurons.size() + 1, 0);
    for (const Input& input : block.found) ++block.next[input.neuron + 1];
    for (std::size_t i = 1; i < block.next.size(); ++i) block.next[i] += block.next[i - 1];
    block.grouped.resize(block.found.size());
    block.ends = block.next;
    for (const Input& input : block.found) block.grouped[block.ends[input.neuron]++] = input;
    const auto earlier = [](const Input& a, const Input& b) { return a.offset < b.offset; };
    for (std::size_t i = 0; i < block.neurons.size(); ++i) {
        const auto begin = block.grouped.begin();
        const auto first = begin + block.next[i], last = begin + block.ends[i];
        if (!std::is_sorted(first, last, earlier)) std::stable_sort(first, last, earlier);
    }
}

void LifEventState::run_until(Block& block, double until) {
    for (std::size_t i = 0; i < block.neurons.size(); ++i) {
        Neuron& neuron = block.neurons[i];
        std::uint32_t& next = block.next[i];
        while (next < block.ends[i] && block.grouped[next].offset < until) {
            const double moment = block.grouped[next].offset;
            settle(block, i, moment);
            // Inputs of one moment act together.
            for (; next < block.ends[i] && block.grouped[next].offset == moment; ++next)
                receive(block, i, block.grouped[next]);
        }
        // What happens at the very end belongs to what follows.
        const double last = std::nextafter(until, 0.0);
        if (neuron.safe_until <= last) settle(block, i, last);
    }
}

void LifEventState::receive(Block& block, std::size_t i, const Input& input) const {
    Neuron& neuron = block.neurons[i];
    neuron.safe_until = neuron.time;
    // Read only now, because the neuron's own spikes change it.
    const double weight = input.scale == nullptr ? input.weight : input.weight * *input.scale;
    if (neuron.state.currents.empty()) {
        if (!neuron.held) neuron.state.m += weight;
        return;
    }
    const Current<2> jump = kernel_of(block, i).jump(input.receptor);
    const double scaled = weight / x_population->values().C_m[block.first + i];
    for (std::size_t c = 0; c < jump.size(); ++c) neuron.state.currents[input.receptor][c] += scaled * jump[c];
}

void LifEventState::settle(Block& block, std::size_t i, double until) const {
    Neuron& neuron = block.neurons[i];
    const GeneralKernel& kernel = kernel_of(block, i);
    const auto go_to = [&](double moment) {
        kernel.move(neuron.state, moment - neuron.time, neuron.held);
        neuron.time = moment;
    };
    while (true) {
        if (neuron.held) {
            neuron.safe_until = neuron.release;
            if (neuron.release > until) return go_to(until);
            go_to(neuron.release);
            neuron.held = false;
            neuron.release = never;
        }
        constexpr double absurd = 1e100;  // mV; also when it is not a number
        const double highest = kernel.highest_ever(neuron.state);
        if (!(std::fabs(neuron.state.m) + highest < absurd)) refuse_beyond_measure(block.first + i);
        if (highest < neuron.theta) {
            neuron.safe_until = never;
            return go_to(until);
        }
        const double after = kernel.first_crossing(neuron.state, neuron.theta, until - neuron.time);
        neuron.safe_until = until;
        if (after == never) return go_to(until);
        go_to(std::min(neuron.time + after, until));
        spike(block, i);
    }
}

void LifEventState::spike(Block& block, std::size_t i) const {
    Neuron& neuron = block.neurons[i];
    const LifValues& values = x_population->values();
    const std::size_t unit = block.first + i;
    block.spikes->push_back({neuron.time, static_cast<std::uint32_t>(unit)});
    ++neuron.count;
    if (block.dynamic != nullptr) block.dynamic->spiked(static_cast<std::uint32_t>(i), neuron.time);
    if (x_filtered) {
        neuron.trace =
            neuron.trace * math::exp((neuron.traced - neuron.time) / x_population->parameters().tau_filter) + 1;
        neuron.traced = neuron.time;
    }
    // V_reset - C, in which theta holds the present currents.
    neuron.state.m = neuron.theta + (values.V_reset[unit] - values.V_th[unit]);
    neuron.state.b += x_population->parameters().q_sfa;
    neuron.held = values.t_ref[unit] > 0;
    if (neuron.held) neuron.release = neuron.time + values.t_ref[unit];
}

void LifEventState::set_current(Block& block, const CurrentEvent& event) const {
    const std::size_t n = block.neurons.size();
    const LifValues& values = x_population->values();
    block.drive_currents.set(event);
    for (std::size_t i = 0; i < n; ++i) {
        Neuron& neuron = block.neurons[i];
        settle(block, i, event.offset);
        const std::size_t unit = block.first + i;
        const double theta = values.V_th[unit] - values.rest(unit, block.drive_currents.into(i));
        neuron.state.m += theta - neuron.theta;  // V itself is continuous
        neuron.theta = theta;
        neuron.safe_until = neuron.time;
    }
}

void LifEventState::sample(const Block& block, const SampleEvent& event) const {
    write_sample(event, block.first, block.first + block.neurons.size(), [&](std::size_t unit) {
        return observe(block, unit - block.first, static_cast<LifObservable>(event.observable), event.offset);
    });
}

// From this slice's start to the next one's.
void LifEventState::rebase(Block& block, double length) const {
    for (Neuron& neuron : block.neurons)
        for (double* moment : {&neuron.time, &neuron.safe_until, &neuron.release, &neuron.traced}) *moment -= length;
}

double LifEventState::observe(const Block& block, std::size_t i, LifObservable what, double offset) const {
    const Neuron& neuron = block.neurons[i];
    const LifValues& values = x_population->values();
    const std::size_t unit = block.first + i;
    GeneralKernel::State state = neuron.state;
    kernel_of(block, i).move(state, offset - neuron.time, neuron.held);
    const auto current = [&](std::uint32_t first, std::uint32_t count) {
        double sum = 0;
        for (std::size_t r = first; r < first + count && r < state.currents.size(); ++r) sum += state.currents[r][0];
        return sum * values.C_m[unit];
    };
    const std::uint32_t excitatory = x_population->receptors(false);
    switch (what) {
        case LifObservable::V_m:
            return values.V_th[unit] - neuron.theta + state.m;
        case LifObservable::I_ex:
            return current(0, excitatory);
        case LifObservable::I_in:
            return current(excitatory, x_population->receptors(true));
        case LifObservable::filtered:
            return neuron.trace * math::exp((neuron.traced - offset) / x_population->parameters().tau_filter);
        case LifObservable::count:
            return neuron.count;
    }
    return 0;
}

double LifEventState::observe(std::uint32_t block, std::size_t neuron, LifObservable what, double offset) const {
    return observe(x_blocks[block], neuron, what, offset);
}

bool LifEventState::observe(std::uint32_t observable, std::span<double> row) const {
    const auto what = static_cast<LifObservable>(observable);
    if (what == LifObservable::filtered && !x_filtered) return false;
    for (const Block& block : x_blocks)
        for (std::size_t i = 0; i < block.neurons.size(); ++i) row[block.first + i] = observe(block, i, what, 0);
    return true;
}

// As LifState does.
bool LifEventState::change(const Population& population) {
    const auto* next = dynamic_cast<const LifPopulation*>(&population);
    if (next == nullptr || !x_population->may_become(*next)) return false;
    const LifValues &before = x_population->values(), &after = next->values();
    for (Block& block : x_blocks)
        for (std::size_t i = 0; i < block.neurons.size(); ++i) {
            Neuron& neuron = block.neurons[i];
            kernel_of(block, i).move(neuron.state, -neuron.time, neuron.held);
            const std::size_t unit = block.first + i;
            const double potential =
                neuron.held ? after.V_reset[unit] : before.V_th[unit] - neuron.theta + neuron.state.m;
            neuron.theta = after.V_th[unit] - after.rest(unit, block.drive_currents.into(i));
            neuron.state.m = potential - (after.V_th[unit] - neuron.theta);
            for (Current<2>& current : neuron.state.currents)
                for (double& part : current) part *= before.C_m[unit] / after.C_m[unit];
            neuron.time = neuron.safe_until = 0;
        }
    x_population = next;
    make_kernels();
    return true;
}

std::uint64_t LifEventState::synaptic_events() const {
    return std::accumulate(x_blocks.begin(), x_blocks.end(), std::uint64_t{0},
                           [](std::uint64_t sum, const Block& block) { return sum + block.synaptic_events; });
}

}  // namespace limen::lsm
