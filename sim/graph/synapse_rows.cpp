// Compresses the synapses of a block by a counting sort.
#include "limen/synapse_rows.hpp"

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
    std::size_t weights = 0;
    for (Class& c : x_classes) {
        c.targets = x_starts[c.starts];
        c.weights = weights;
        weights += c.one_weight ? 1 : x_starts[c.starts + c.sources.count] - c.targets;
    }
    x_targets.resize(start);
    x_weights.resize(weights);
}

void SynapseRows::place(const Give& give) {
    give(Round::place, [&](std::span<const BlockSynapse> synapses) {
        for (const BlockSynapse& s : synapses) {
            const std::uint32_t place = entry_of(s)++;
            x_targets[place] = s.target;
            const Class& c = x_classes[s.delay_class];
            x_weights[c.weights + (c.one_weight ? 0 : place - c.targets)] = s.weight;
        }
    });
    // Each start has moved to its row's end, which is the next row's start.
    std::uint32_t start = 0;
    for (std::uint32_t& entry : x_starts) start = std::exchange(entry, start);
}

std::size_t SynapseRows::bytes() const noexcept {
    return x_classes.capacity() * sizeof(Class) + x_starts.capacity() * sizeof(std::uint32_t) +
           x_targets.capacity() * sizeof(std::uint16_t) + x_weights.capacity() * sizeof(float);
}

}  // namespace limen
