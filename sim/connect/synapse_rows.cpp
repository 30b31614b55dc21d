// Compresses the synapses of a block by a counting sort.
#include "limen/connect/synapse_rows.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "limen/core/error.hpp"

namespace limen {

SynapseRows::SynapseRows(std::span<const Sources> classes, const Give& give) {
    for (const Sources& sources : classes) x_classes.push_back({sources});
    const Lengths lengths = count(give);
    const std::vector<Group> all = groups();
    std::size_t rows = all.size();
    for (const Class& c : x_classes) rows += c.sources.count;
    x_starts.reserve(rows);
    std::size_t halves = 0, delays = 0;
    for (const Group& group : all) lay_out(group, lengths, halves, delays);
    x_halves.resize(halves);
    x_delays.resize(delays);
    place(give);
    for (const Group& group : all) settle(group);
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

// Classes that the same sources send on, and whose synapses take the same room, lie together; a numbered one is alone.
std::vector<SynapseRows::Group> SynapseRows::groups() const {
    const auto alike = [](const Class& a, const Class& b) {
        return !a.sources.apart() && !b.sources.apart() && a.sources.first == b.sources.first &&
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

// Gives the rows of a group their places, after so many halves and delays.
void SynapseRows::lay_out(const Group& group, const Lengths& lengths, std::size_t& halves, std::size_t& delays) {
    std::size_t start = 0;
    for (std::size_t k = 0; k < group.size(); ++k) {
        Class& c = x_classes[group[k]];
        c.starts = x_starts.size() + k;
        c.stride = group.size();
        c.first = halves;
    }
    for (std::uint32_t i = 0; i < x_classes[group.front()].sources.count; ++i)
        for (const std::size_t c : group) {
            x_starts.push_back(static_cast<std::uint32_t>(start));
            start += std::size_t{lengths[c][i]} * x_classes[c].step();
        }
    x_starts.push_back(static_cast<std::uint32_t>(start));
    if (start > std::numeric_limits<std::uint32_t>::max())
        throw Error("more synapses than 8 GiB hold arrive in one block of units");
    halves += start;
    Class& c = x_classes[group.front()];
    if (!c.sources.apart()) return;
    c.weights = halves;
    c.delays = delays;
    if (!c.has_one_weight) halves += 2 * start;
    if (c.sources.own_delays) delays += start;
}

// Each synapse to the end of what its row holds so far; where it has no number, target and weight side by side until
// the row is full.
void SynapseRows::place(const Give& give) {
    give(Round::place, [&](std::span<const BlockSynapse> synapses) {
        for (const BlockSynapse& s : synapses) {
            Class& c = x_classes[s.delay_class];
            std::uint32_t& end = x_starts[c.starts + (s.source - c.sources.first) * c.stride];
            std::uint16_t* target = x_halves.data() + c.first + end;
            *target = s.target;
            if (c.has_one_weight)
                c.one_weight = s.weight;
            else
                std::memcpy(c.sources.apart() ? x_halves.data() + c.weights + std::size_t{2} * end : target + 1,
                            &s.weight, sizeof s.weight);
            if (c.sources.own_delays) x_delays[c.delays + end] = s.delay;
            end += c.step();
        }
    });
}

// What is left to do once all rows are full.
void SynapseRows::settle(const Group& group) {
    const Class& first = x_classes[group.front()];
    const std::size_t rows = first.sources.count * group.size();
    // Each start has moved to its row's end, which is the next row's start.
    std::uint32_t start = 0;
    for (std::size_t r = 0; r <= rows; ++r) start = std::exchange(x_starts[first.starts + r], start);
    if (first.sources.own_delays) sort_rows(first);
    if (first.has_one_weight || first.sources.apart()) return;
    std::vector<std::uint16_t> row;
    for (const std::uint32_t* begin = x_starts.data() + first.starts; begin < x_starts.data() + first.starts + rows;
         ++begin)
        part_row(std::span(x_halves).subspan(first.first + begin[0], begin[1] - begin[0]), row);
}

// Puts the targets first and the weights after them.
void SynapseRows::part_row(std::span<std::uint16_t> row, std::vector<std::uint16_t>& mixed) {
    mixed.assign(row.begin(), row.end());
    std::uint16_t* target = row.data();
    std::uint16_t* weight = target + row.size() / halves_of_weighted;
    for (std::size_t k = 0; k < row.size(); k += halves_of_weighted) {
        *target++ = mixed[k];
        *weight++ = mixed[k + 1];
        *weight++ = mixed[k + 2];
    }
}

// By delay; equal delays keep their order.
void SynapseRows::sort_rows(const Class& c) {
    std::vector<BlockSynapse> row;
    for (std::uint32_t i = 0; i < c.sources.count; ++i) {
        const std::size_t begin = x_starts[c.starts + i], n = x_starts[c.starts + i + 1] - begin;
        std::uint16_t* targets = x_halves.data() + c.first + begin;
        std::uint16_t* weights = x_halves.data() + c.weights + 2 * begin;
        float* delays = x_delays.data() + c.delays + begin;
        row.assign(n, {});
        for (std::size_t j = 0; j < n; ++j) {
            row[j].target = targets[j];
            row[j].delay = delays[j];
            if (!c.has_one_weight) std::memcpy(&row[j].weight, weights + 2 * j, sizeof row[j].weight);
        }
        std::stable_sort(row.begin(), row.end(),
                         [](const BlockSynapse& a, const BlockSynapse& b) { return a.delay < b.delay; });
        for (std::size_t j = 0; j < n; ++j) {
            targets[j] = row[j].target;
            delays[j] = row[j].delay;
            if (!c.has_one_weight) std::memcpy(weights + 2 * j, &row[j].weight, sizeof row[j].weight);
        }
    }
}

std::size_t SynapseRows::bytes() const noexcept {
    return x_classes.capacity() * sizeof(Class) + x_starts.capacity() * sizeof(std::uint32_t) +
           x_halves.capacity() * sizeof(std::uint16_t) + x_delays.capacity() * sizeof(float);
}

}  // namespace limen
