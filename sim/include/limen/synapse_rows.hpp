// The incoming synapses of one block of units, compressed by source and delay class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <vector>

#include "limen/huge_pages.hpp"

namespace limen {

// The synapses of one block that one source reaches with one delay class.
struct SynapseRow {
    std::span<const std::uint16_t> targets;  // units of the block
    const std::uint16_t* weights = nullptr;  // of each synapse, the two halves of a float; none: all have one
    float one_weight = 0;

    bool has_one_weight() const noexcept { return weights == nullptr; }
    float weight(std::size_t i) const noexcept {
        if (has_one_weight()) return one_weight;
        float weight;
        std::memcpy(&weight, weights + 2 * i, sizeof weight);
        return weight;
    }
};

// One synapse before compression.
struct BlockSynapse {
    std::uint32_t source;  // unit of the network
    std::uint16_t target;  // unit of the block
    std::uint16_t delay_class;
    float weight;
};

// Rows lie one after the other: the rows of a source side by side, because its spike reaches them one shortly after the
// other, and in a row the targets and then the weights. A row keeps the order in which its synapses were given. A
// synapse takes 6 bytes, or 2 where all of its delay class have one weight; a row 4. Any thread once built.
class SynapseRows {
public:
    // Sources that may have a row in a delay class: [first, first + count).
    struct Sources {
        std::uint32_t first = 0, count = 0;
        bool numbered = false;  // the synapses of the class have numbers, for states of their own
    };

    // Gives all synapses of the block to its argument, some at a time; called twice, with the same result, but that the
    // weights are not read in the round that counts: those that differ may then all be NaN.
    enum class Round { count, place };
    using Take = std::function<void(std::span<const BlockSynapse>)>;
    using Give = std::function<void(Round, const Take&)>;

    SynapseRows() = default;
    // Counts the synapses first and places them in a second round, so that nothing but the rows takes memory.
    SynapseRows(std::span<const Sources> classes, const Give& give);
    SynapseRows(std::span<const Sources> classes, std::span<const BlockSynapse> synapses)
        : SynapseRows(classes, [=](Round, const Take& take) { take(synapses); }) {}

    SynapseRow row(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        const std::uint32_t i = source - c.sources.first;
        if (i >= c.sources.count) return {};
        const std::uint32_t* start = x_starts.data() + c.starts + i * c.stride;
        const std::uint16_t* halves = x_halves.data() + start[0];
        const std::size_t n = start[1] - start[0];
        if (c.has_one_weight) return {{halves, n}, nullptr, c.one_weight};
        return {{halves, n / halves_of_weighted}, halves + n / halves_of_weighted};
    }

    // Of a numbered delay class: its synapses, and the number of a row's first.
    std::size_t class_size(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return (x_starts[c.starts + c.sources.count] - x_starts[c.starts]) / c.halves();
    }
    std::size_t first_in_class(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return (x_starts[c.starts + (source - c.sources.first)] - x_starts[c.starts]) / c.halves();
    }
    const Sources& sources(std::uint32_t delay_class) const noexcept { return x_classes[delay_class].sources; }

    // Brings the place where a row begins into the cache; fetch_row then brings the row itself. Always inlined, because
    // g++ takes a function that only prefetches for one without effect, and drops the call.
    [[gnu::always_inline]] void fetch_start(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        const std::uint32_t i = source - c.sources.first;
        if (i < c.sources.count) __builtin_prefetch(x_starts.data() + c.starts + i * c.stride);
    }
    // Every cache line of it; the last one too, if the first begins within a line.
    [[gnu::always_inline]] void fetch_row(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        const std::uint32_t i = source - c.sources.first;
        if (i >= c.sources.count) return;
        const std::uint32_t* start = x_starts.data() + c.starts + i * c.stride;
        if (start[0] == start[1]) return;
        constexpr std::uint32_t in_line = 64 / sizeof(std::uint16_t);
        for (std::uint32_t j = start[0]; j < start[1]; j += in_line) __builtin_prefetch(x_halves.data() + j);
        __builtin_prefetch(x_halves.data() + start[1] - 1);
    }

    std::size_t size() const noexcept { return x_size; }
    std::size_t classes() const noexcept { return x_classes.size(); }
    std::size_t bytes() const noexcept;

private:
    static constexpr std::size_t halves_of_weighted = 3;  // of 16 bits each: a target and a float

    struct Class {
        Sources sources;
        std::size_t starts = 0;  // where its first source's row is in x_starts ...
        std::size_t stride = 1;  // ... and how far it is to the next source's
        bool has_one_weight = true;
        float one_weight = 0;
        std::size_t halves() const noexcept { return has_one_weight ? 1 : halves_of_weighted; }
    };
    using Lengths = std::vector<std::vector<std::uint32_t>>;  // of each row, class by class
    using Group = std::vector<std::size_t>;                   // classes whose rows lie together
    Lengths count(const Give& give);
    std::vector<Group> groups() const;
    std::vector<Group> lay_out(const Lengths& lengths);
    void place(const Give& give);
    void part_rows(const Group& group);

    std::vector<Class> x_classes;
    std::size_t x_size = 0;
    std::vector<std::uint32_t, HugePages<std::uint32_t>> x_starts;  // places in x_halves; the next one is the end
    std::vector<std::uint16_t, HugePages<std::uint16_t>> x_halves;
};

}  // namespace limen
