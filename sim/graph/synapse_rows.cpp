// Compresses the synapses of a block by a counting sort.
#include "limen/synapse_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "limen/error.hpp"

namespace limen {

SynapseRows::SynapseRows(std::span<const Sources> classes, const Give& give) {
    for (const Sources& sources : classes) x_classes.push_back({sources});
    const std::vector<Group> groups = lay_out(count(give));
    place(give);
    for (const Group& group : groups)
        if (!x_classes[group.front()].has_one_weight) part_rows(group);
}

// How many synapses each row has, and which classes have one weight.
SynapseRows::Lengths SynapseRows::count(const Give& give) {
    Lengths lengths;
    for (const Class& c : x_classes) lengths.emplace_back(c.sources.count, 0U);
    std::vector<float> first_weight(x_classes.size());
    std::vector<bool> seen(x_classes.size(), false);
    give(Round::count, [&](std::span<const BlockSynapse> synapses) {
        x_size += synapses.size();
        for (const BlockSynapse& s : synapses) {
            Class& c = x_classes[s.delay_class];
            ++lengths[s.delay_class][s.source - c.sources.first];
            if (!seen[s.delay_class]) {
                seen[s.delay_class] = true;
                first_weight[s.delay_class] = s.weight;
            } else if (first_weight[s.delay_class] != s.weight) {
                c.has_one_weight = false;
            }
        }
    });
    return lengths;
}

// Classes that the same sources send on, and whose synapses take the same room, lie together; a numbered one alone.
std::vector<SynapseRows::Group> SynapseRows::groups() const {
    const auto alike = [](const Class& a, const Class& b) {
        return !a.sources.numbered && !b.sources.numbered && a.sources.first == b.sources.first &&
               a.sources.count == b.sources.count && a.has_one_weight == b.has_one_weight;
    };
    std::vector<Group> groups;
    for (std::size_t c = 0; c < x_classes.size(); ++c) {
        const auto group = std::find_if(groups.begin(), groups.end(), [&](const Group& other) {
            return alike(x_classes[other.front()], x_classes[c]);
        });
        if (group == groups.end())
            groups.push_back({c});
        else
            group->push_back(c);
    }
    return groups;
}

// Gives every row its place.
std::vector<SynapseRows::Group> SynapseRows::lay_out(const Lengths& lengths) {
    std::vector<Group> all = groups();
    std::size_t rows = 0, halves = 0;
    for (const Class& c : x_classes) rows += c.sources.count;
    x_starts.reserve(rows + all.size());
    for (const Group& group : all) {
        for (std::size_t k = 0; k < group.size(); ++k) {
            x_classes[group[k]].starts = x_starts.size() + k;
            x_classes[group[k]].stride = group.size();
        }
        for (std::uint32_t i = 0; i < x_classes[group.front()].sources.count; ++i)
            for (const std::size_t c : group) {
                x_starts.push_back(static_cast<std::uint32_t>(halves));
                halves += lengths[c][i] * x_classes[c].halves();
            }
        x_starts.push_back(static_cast<std::uint32_t>(halves));
    }
    if (halves > std::numeric_limits<std::uint32_t>::max())
        throw Error("more synapses than 8 GiB hold arrive in one block of units");
    x_halves.resize(halves);
    return all;
}

// Each synapse to the end of what its row holds so far; target and weight side by side, until the row is full.
void SynapseRows::place(const Give& give) {
    give(Round::place, [&](std::span<const BlockSynapse> synapses) {
        for (const BlockSynapse& s : synapses) {
            Class& c = x_classes[s.delay_class];
            std::uint32_t& end = x_starts[c.starts + (s.source - c.sources.first) * c.stride];
            x_halves[end++] = s.target;
            if (c.has_one_weight) {
                c.one_weight = s.weight;
            } else {
                std::memcpy(&x_halves[end], &s.weight, sizeof s.weight);
                end += 2;
            }
        }
    });
    // Each start has moved to its row's end, which is the next row's start.
    std::uint32_t start = 0;
    for (std::uint32_t& entry : x_starts) start = std::exchange(entry, start);
}

// Of each row of a group, the targets first and the weights after them.
void SynapseRows::part_rows(const Group& group) {
    const Class& first = x_classes[group.front()];
    std::vector<std::uint16_t> row;
    for (std::size_t r = first.starts; r < first.starts + first.sources.count * first.stride; ++r) {
        row.assign(x_halves.data() + x_starts[r], x_halves.data() + x_starts[r + 1]);
        std::uint16_t* targets = x_halves.data() + x_starts[r];
        std::uint16_t* weights = targets + row.size() / halves_of_weighted;
        for (std::size_t k = 0; k < row.size(); k += halves_of_weighted) {
            *targets++ = row[k];
            *weights++ = row[k + 1];
            *weights++ = row[k + 2];
        }
    }
}

std::size_t SynapseRows::bytes() const noexcept {
    return x_classes.capacity() * sizeof(Class) + x_starts.capacity() * sizeof(std::uint32_t) +
           x_halves.capacity() * sizeof(std::uint16_t);
}

}  // namespace limen
