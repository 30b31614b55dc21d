// Measures rates and hands them to the populations, pass by pass.
#include "engine/homeostasis.hpp"

#include <algorithm>

#include "engine/replica.hpp"
#include "engine/streams.hpp"
#include "limen/core/parallel.hpp"
#include "limen/registry/host.hpp"
#include "registry/check_plugin.hpp"

namespace limen {

namespace {

// At most so many trials for training, evenly spread.
std::vector<std::uint32_t> settling_trials(const std::vector<Trials>& streams, std::int64_t most) {
    if (streams.empty()) return {0};
    const std::vector<std::uint32_t> all = training_trials(streams[0]);
    std::vector<std::uint32_t> chosen;
    const std::size_t count = std::min(all.size(), static_cast<std::size_t>(most));
    for (std::size_t k = 0; k < count; ++k) chosen.push_back(all[k * all.size() / count]);
    return chosen;
}

struct Counts {
    std::vector<std::vector<std::uint64_t>> spikes;  // per population of the network and unit
    double duration = 0;                             // ms
};

Counts no_counts(const Network& network) {
    Counts counts;
    for (const NetworkPopulation& p : network.populations) counts.spikes.emplace_back(p.population->size());
    return counts;
}

// What all passes have in common.
struct Passes {
    const Network& network;
    const Model& model;
    const std::vector<Trials>& streams;
    const HeardNetworks& heard;
    std::vector<bool> counted;  // per population of the model
};

// The networks that it hears are taken through the trial before it; where they go no further, neither does it.
Counts count_trial(const Passes& passes, std::uint32_t trial, unsigned for_blocks) {
    const Network& network = passes.network;
    Counts counts = no_counts(network);
    ReplicaOutput output = passes.heard.take(trial);
    Replica replica(network, passes.model, passes.streams, passes.counted);
    replica.share_blocks(for_blocks > 1);
    replica.start(trial, trial_duration(passes.model, passes.streams, trial));
    constexpr double window = 100;  // ms, so that no long trial's spikes pile up
    for (double before = -1; !replica.finished() && replica.now() > before;) {
        before = replica.now();
        replica.advance(before + window, output);
        for (std::size_t p = 0; p < counts.spikes.size(); ++p)
            for (const auto unit : output.spikes[network.populations[p].model_index].ids) ++counts.spikes[p][unit];
        output.clear();
    }
    counts.duration = replica.now();
    return counts;
}

// Of all units, in Hz. Whole numbers are summed, so their order does not matter.
std::vector<std::vector<double>> firing_rates(const Passes& passes, const std::vector<std::uint32_t>& trials) {
    std::vector<Counts> of_trials(trials.size());
    const unsigned for_blocks = threads_for_blocks(trials.size());
    parallel_for(trials.size(), [&](std::size_t i) { of_trials[i] = count_trial(passes, trials[i], for_blocks); });
    Counts sum = no_counts(passes.network);
    for (const Counts& counts : of_trials) {
        sum.duration += counts.duration;
        for (std::size_t p = 0; p < sum.spikes.size(); ++p)
            for (std::size_t i = 0; i < sum.spikes[p].size(); ++i) sum.spikes[p][i] += counts.spikes[p][i];
    }
    constexpr double ms_per_s = 1000;
    std::vector<std::vector<double>> rates;
    for (const auto& spikes : sum.spikes) {
        rates.emplace_back();
        for (const std::uint64_t n : spikes)
            rates.back().push_back(sum.duration > 0 ? static_cast<double>(n) / sum.duration * ms_per_s : 0);
    }
    return rates;
}

// Tells a population its rates; whether its synapses must be drawn again.
bool settle(NetworkPopulation& p, std::span<const double> rates, std::int64_t pass) {
    const auto before = p.population;
    std::shared_ptr<const Population> settled;
    call_plugin(p.plugin, [&] { settled = p.population->settle(rates, pass); });
    if (!settled) return false;
    check_same_size(p.plugin, *before, *settled);
    p.population = std::move(settled);
    const auto old_scales = before->incoming_scales(), new_scales = p.population->incoming_scales();
    return !std::equal(old_scales.begin(), old_scales.end(), new_scales.begin(), new_scales.end());
}

}  // namespace

void settle_rates(Network& network, const Model& model, const std::vector<Trials>& streams,
                  const HeardNetworks& heard) {
    Homeostasis most;
    Passes passes{.network = network,
                  .model = model,
                  .streams = streams,
                  .heard = heard,
                  .counted = std::vector<bool>(model.populations.size())};
    for (const NetworkPopulation& p : network.populations) {
        const Homeostasis wanted = p.population->homeostasis();
        if (wanted.passes <= 0) continue;
        passes.counted[p.model_index] = true;
        most.passes = std::max(most.passes, wanted.passes);
        most.trials = std::max(most.trials, wanted.trials);
    }
    if (most.passes == 0) return;
    const std::vector<std::uint32_t> trials = settling_trials(streams, most.trials);
    for (std::int64_t pass = 0; pass <= most.passes; ++pass) {
        const auto rates = firing_rates(passes, trials);
        bool rewire = false;
        for (std::size_t i = 0; i < network.populations.size(); ++i)
            if (pass <= network.populations[i].population->homeostasis().passes)
                rewire = settle(network.populations[i], rates[i], pass) || rewire;
        if (rewire) connect(network, model);
    }
}

}  // namespace limen
