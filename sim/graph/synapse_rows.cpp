// Compresses the synapses of a block by a counting sort.
#include "limen/synapse_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "limen/error.hpp"

namespace limen {

SynapseRows::SynapseRows(std::span<const Sources> classes, const Give& give) {
    std::size_t starts = 0;
    for (const Sources& sources : classes) {
        x_classes.push_back({sources, starts});
        starts += sources.count + 1U;
    }
    x_starts.assign(starts, 0);
    count(give);
    make_room();
    place(give);
    for (const Class& c : x_classes)
        if (c.sources.own_delays) sort_rows(c);
}

// Puts the length of each row into its entry, and finds the classes whose synapses all have one weight.
void SynapseRows::count(const Give& give) {
    std::vector<float> first_weight(x_classes.size());
    std::vector<bool> seen(x_classes.size(), false);
    std::uint64_t total = 0;
    give(Round::count, [&](std::span<const BlockSynapse> synapses) {
        total += synapses.size();
        if (total > std::numeric_limits<std::uint32_t>::max())
            throw Error("more than 2^32 - 1 synapses arrive in one block of units");
        for (const BlockSynapse& s : synapses) {
            ++entry_of(s);
            if (!seen[s.delay_class]) {
                seen[s.delay_class] = true;
                first_weight[s.delay_class] = s.weight;
            } else if (first_weight[s.delay_class] != s.weight) {
                x_classes[s.delay_class].one_weight = false;
            }
        }
    });
}

// Turns lengths into starts; the spare entry of a class, whose length is 0, then holds its last row's end.
void SynapseRows::make_room() {
    std::uint32_t start = 0;
    for (std::uint32_t& entry : x_starts) start += std::exchange(entry, start);
    std::size_t weights = 0, delays = 0;
    for (Class& c : x_classes) {
        c.targets = x_starts[c.starts];
        c.weights = weights;
        c.delays = delays;
        const std::size_t synapses = x_starts[c.starts + c.sources.count] - c.targets;
        weights += c.one_weight ? 1 : synapses;
        delays += c.sources.own_delays ? synapses : 0;
    }
    x_targets.resize(start);
    x_weights.resize(weights);
    x_delays.resize(delays);
}

void SynapseRows::place(const Give& give) {
    give(Round::place, [&](std::span<const BlockSynapse> synapses) {
        for (const BlockSynapse& s : synapses) {
            const std::uint32_t place = entry_of(s)++;
            x_targets[place] = s.target;
            const Class& c = x_classes[s.delay_class];
            x_weights[c.weights + (c.one_weight ? 0 : place - c.targets)] = s.weight;
            if (c.sources.own_delays) x_delays[c.delays + (place - c.targets)] = s.delay;
        }
    });
    // Each start has moved to its row's end, which is the next row's start.
    std::uint32_t start = 0;
    for (std::uint32_t& entry : x_starts) start = std::exchange(entry, start);
}

// By delay; equal delays keep their order.
void SynapseRows::sort_rows(const Class& c) {
    std::vector<BlockSynapse> row;
    for (std::uint32_t i = 0; i < c.sources.count; ++i) {
        const std::uint32_t begin = x_starts[c.starts + i], end = x_starts[c.starts + i + 1];
        float* delays = x_delays.data() + (c.delays + (begin - c.targets));
        float* weights = c.one_weight ? nullptr : x_weights.data() + (c.weights + (begin - c.targets));
        row.clear();
        for (std::uint32_t j = 0; j < end - begin; ++j)
            row.push_back({0, x_targets[begin + j], 0, weights == nullptr ? 0 : weights[j], delays[j]});
        std::stable_sort(row.begin(), row.end(),
                         [](const BlockSynapse& a, const BlockSynapse& b) { return a.delay < b.delay; });
        for (std::uint32_t j = 0; j < end - begin; ++j) {
            x_targets[begin + j] = row[j].target;
            delays[j] = row[j].delay;
            if (weights != nullptr) weights[j] = row[j].weight;
        }
    }
}

std::size_t SynapseRows::bytes() const noexcept {
    return x_classes.capacity() * sizeof(Class) + x_starts.capacity() * sizeof(std::uint32_t) +
           x_targets.capacity() * sizeof(std::uint16_t) + (x_weights.capacity() + x_delays.capacity()) * sizeof(float);
}

}  // namespace limen
