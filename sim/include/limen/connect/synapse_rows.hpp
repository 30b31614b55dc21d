// The incoming synapses of one block of units, compressed by source and delay class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <vector>

#include "limen/core/huge_pages.hpp"

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
    float delay = 0;  // ms; where it is the synapse's own
};

// Rows lie one after the other: the rows of a source side by side, because its spike reaches them one shortly after the
// other, and in a row the targets and then the weights. Where synapses have numbers, for states of their own or delays
// of their own, the rows of their class are apart from the others, and the class is one array. A row keeps the order in
// which its synapses were given, or is sorted by delay where each synapse has its own. A synapse takes 6 bytes, or 2
// where all of its delay class have one weight, and 4 more for a delay of its own; a row takes 4. Any thread once
// built.
class SynapseRows {
public:
    // Sources that may have a row in a delay class: [first, first + count), and whether its synapses have delays of
    // their own, or numbers, as those with delays always have.
    struct Sources {
        std::uint32_t first = 0, count = 0;
        bool own_delays = false, numbered = false;
        bool apart() const noexcept { return own_delays || numbered; }
    };

    // Gives all synapses of the block to its argument, some at a time; called twice, with the same result, but that
    // weights and delays are not read in the round that counts: weights that differ may then all be NaN.
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
        const std::uint16_t* targets = x_halves.data() + c.first + start[0];
        const std::size_t n = start[1] - start[0];
        if (c.has_one_weight) return {{targets, n}, nullptr, c.one_weight};
        if (c.sources.apart()) return {{targets, n}, x_halves.data() + c.weights + std::size_t{2} * start[0]};
        return {{targets, n / halves_of_weighted}, targets + n / halves_of_weighted};
    }

    // The synapses of a numbered delay class, and the number of a row's first.
    std::size_t class_size(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return x_starts[c.starts + c.sources.count];
    }
    std::size_t first_in_class(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return x_starts[c.starts + (source - c.sources.first)];
    }
    // All synapses of a numbered delay class, row after row, as one row.
    SynapseRow whole_class(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return {{x_halves.data() + c.first, class_size(delay_class)},
                c.has_one_weight ? nullptr : x_halves.data() + c.weights,
                c.one_weight};
    }
    // The delays (ms) of these synapses, ascending in each row; empty where all have one.
    std::span<const float> delays(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return std::span(x_delays).subspan(c.delays, c.sources.own_delays ? class_size(delay_class) : 0);
    }
    const Sources& sources(std::uint32_t delay_class) const noexcept { return x_classes[delay_class].sources; }

    // Brings the place where a row begins into the cache; fetch_row then brings the row itself. Always inlined, because
    // g++ takes a function that only prefetches for one without effect, and drops the call.
    [[gnu::always_inline]] void fetch_start(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        const std::uint32_t i = source - c.sources.first;
        if (i < c.sources.count) __builtin_prefetch(x_starts.data() + c.starts + i * c.stride);
    }
    [[gnu::always_inline]] void fetch_row(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        const std::uint32_t i = source - c.sources.first;
        if (i >= c.sources.count) return;
        const std::uint32_t* start = x_starts.data() + c.starts + i * c.stride;
        const std::uint16_t* row = x_halves.data() + c.first;
        fetch(row + start[0], row + start[1]);
        if (!c.has_one_weight && c.sources.apart())
            fetch(x_halves.data() + c.weights + std::size_t{2} * start[0],
                  x_halves.data() + c.weights + std::size_t{2} * start[1]);
    }

    std::size_t size() const noexcept { return x_size; }
    std::size_t classes() const noexcept { return x_classes.size(); }
    std::size_t bytes() const noexcept;

private:
    static constexpr std::size_t halves_of_weighted = 3;  // of 16 bits each: a target and a float

    // Every cache line; the last one too, if the first begins within a line.
    [[gnu::always_inline]] static void fetch(const std::uint16_t* begin, const std::uint16_t* end) noexcept {
        constexpr std::ptrdiff_t in_line = 64 / sizeof(std::uint16_t);
        if (begin == end) return;
        for (; begin < end; begin += in_line) __builtin_prefetch(begin);
        __builtin_prefetch(end - 1);
    }

    struct Class {
        Sources sources;
        std::size_t starts = 0;   // where its first source's row is in x_starts ...
        std::size_t stride = 1;   // ... and how far it is to the next source's
        std::size_t first = 0;    // from where on in x_halves its starts count
        std::size_t weights = 0;  // of a numbered class whose weights differ, in x_halves ...
        std::size_t delays = 0;   // ... and of one whose delays do, in x_delays
        bool has_one_weight = true;
        float one_weight = 0;
        // What a row's start grows by for each synapse.
        std::uint32_t step() const noexcept { return has_one_weight || sources.apart() ? 1 : halves_of_weighted; }
    };
    using Lengths = std::vector<std::vector<std::uint32_t>>;  // of each row, class by class
    using Group = std::vector<std::size_t>;                   // classes whose rows lie together, source by source
    Lengths count(const Give& give);
    std::vector<Group> groups() const;
    void lay_out(const Group& group, const Lengths& lengths, std::size_t& halves, std::size_t& delays);
    void place(const Give& give);
    void settle(const Group& group);
    static void part_row(std::span<std::uint16_t> row, std::vector<std::uint16_t>& mixed);
    void sort_rows(const Class& c);

    std::vector<Class> x_classes;
    std::size_t x_size = 0;
    std::vector<std::uint32_t, HugePages<std::uint32_t>> x_starts;  // of each row; the next one is its end
    std::vector<std::uint16_t, HugePages<std::uint16_t>> x_halves;  // targets, and the halves of weights
    std::vector<float, HugePages<float>> x_delays;
};

}  // namespace limen
