// Compresses the synapses of a block by a counting sort.
#include "limen/synapse_rows.hpp"

#include <limits>

#include "limen/error.hpp"

namespace limen {

SynapseRows::SynapseRows(std::span<const Sources> classes, std::span<const BlockSynapse> synapses) {
    if (synapses.size() > std::numeric_limits<std::uint32_t>::max())
        throw Error("more than 2^32 - 1 synapses arrive in one block of units");
    std::size_t starts = 0;
    for (const Sources& sources : classes) {
        x_classes.push_back({sources, starts});
        starts += sources.count + 1U;
    }
    x_starts.assign(starts, 0);

    const auto start_of = [&](const BlockSynapse& s) {
        const Class& c = x_classes[s.delay_class];
        return c.starts + (s.source - c.sources.first);
    };
    for (const BlockSynapse& s : synapses) ++x_starts[start_of(s)];
    // Ends now; filling backwards turns them into starts. The spare entry of a class then holds its last row's end.
    std::uint32_t end = 0;
    for (std::uint32_t& start : x_starts) start = end += start;
    place_weights(synapses);
    x_targets.resize(synapses.size());
    for (std::size_t i = synapses.size(); i-- > 0;) {
        const BlockSynapse& s = synapses[i];
        const std::uint32_t place = --x_starts[start_of(s)];
        x_targets[place] = s.target;
        const Class& c = x_classes[s.delay_class];
        x_weights[c.weights + (c.one_weight ? 0 : place - c.targets)] = s.weight;
    }
}

// Finds the classes whose synapses all have one weight, and makes room for the weights; x_starts holds ends.
void SynapseRows::place_weights(std::span<const BlockSynapse> synapses) {
    std::vector<const float*> first(x_classes.size(), nullptr);
    for (const BlockSynapse& s : synapses) {
        const float*& weight = first[s.delay_class];
        if (weight == nullptr) weight = &s.weight;
        if (*weight != s.weight) x_classes[s.delay_class].one_weight = false;
    }
    std::uint32_t begin = 0;
    std::size_t weights = 0;
    for (Class& c : x_classes) {
        const std::uint32_t end = x_starts[c.starts + c.sources.count];
        c.targets = begin;
        c.weights = weights;
        weights += c.one_weight ? 1 : end - begin;
        begin = end;
    }
    x_weights.resize(weights);
}

std::size_t SynapseRows::bytes() const noexcept {
    return x_classes.capacity() * sizeof(Class) + x_starts.capacity() * sizeof(std::uint32_t) +
           x_targets.capacity() * sizeof(std::uint16_t) + x_weights.capacity() * sizeof(float);
}

}  // namespace limen
