// The incoming synapses of one block of units, compressed by source and delay class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "limen/huge_pages.hpp"

namespace limen {

// The synapses of one block that one source reaches with one delay class.
struct SynapseRow {
    std::span<const std::uint16_t> targets;  // units of the block
    const float* weights = nullptr;          // of each synapse, or of all of them where there is only one
    bool one_weight = true;

    float weight(std::size_t i) const noexcept { return weights[one_weight ? 0 : i]; }
};

// One synapse before compression.
struct BlockSynapse {
    std::uint32_t source;  // unit of the network
    std::uint16_t target;  // unit of the block
    std::uint16_t delay_class;
    float weight;
    float delay = 0;  // ms; where it is the synapse's own
};

// Rows lie one after the other, class by class and source by source; a row keeps the order in which its synapses were
// given, or is sorted by delay where each synapse has its own. A synapse takes 6 bytes, or 2 where all of its delay
// class have one weight, and 4 more for a delay of its own; a row takes 4. Any thread once built.
class SynapseRows {
public:
    // Sources that may have a row in a delay class: [first, first + count), and whether its synapses have delays of
    // their own.
    struct Sources {
        std::uint32_t first = 0, count = 0;
        bool own_delays = false;
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
        const std::uint32_t* start = x_starts.data() + c.starts + i;
        const float* weights = x_weights.data() + c.weights + (c.one_weight ? 0 : start[0] - c.targets);
        return {{x_targets.data() + start[0], start[1] - start[0]}, weights, c.one_weight};
    }

    // All synapses of a delay class, row after row, as one row.
    SynapseRow whole_class(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return {{x_targets.data() + c.targets, class_size(delay_class)}, x_weights.data() + c.weights, c.one_weight};
    }
    // Their delays (ms), ascending in each row; empty where they have one.
    std::span<const float> delays(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return std::span(x_delays).subspan(c.delays, c.sources.own_delays ? class_size(delay_class) : 0);
    }

    // The synapses of a delay class, and which of them is a row's first.
    std::size_t class_size(std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return x_starts[c.starts + c.sources.count] - c.targets;
    }
    std::size_t first_in_class(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        return x_starts[c.starts + (source - c.sources.first)] - c.targets;
    }
    const Sources& sources(std::uint32_t delay_class) const noexcept { return x_classes[delay_class].sources; }

    // Brings the place where a row begins into the cache; fetch_row then brings the row itself. Always inlined, because
    // g++ takes a function that only prefetches for one without effect, and drops the call.
    [[gnu::always_inline]] void fetch_start(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const Class& c = x_classes[delay_class];
        const std::uint32_t i = source - c.sources.first;
        if (i < c.sources.count) __builtin_prefetch(x_starts.data() + c.starts + i);
    }
    [[gnu::always_inline]] void fetch_row(std::uint32_t source, std::uint32_t delay_class) const noexcept {
        const SynapseRow r = row(source, delay_class);
        fetch(r.targets.data(), r.targets.size());
        if (!r.one_weight) fetch(r.weights, r.targets.size());
    }

    std::size_t size() const noexcept { return x_targets.size(); }
    std::size_t classes() const noexcept { return x_classes.size(); }
    std::size_t bytes() const noexcept;

private:
    // Every cache line of n values; the last one too, if the first begins within a line.
    template <class T>
    [[gnu::always_inline]] static void fetch(const T* values, std::size_t n) noexcept {
        constexpr std::size_t in_line = 64 / sizeof(T);
        if (n == 0) return;
        for (std::size_t j = 0; j < n; j += in_line) __builtin_prefetch(values + j);
        __builtin_prefetch(values + n - 1);
    }

    struct Class {
        Sources sources;
        std::size_t starts = 0;     // where this class begins in x_starts ...
        std::uint32_t targets = 0;  // ... in x_targets ...
        std::size_t weights = 0;    // ... in x_weights ...
        std::size_t delays = 0;     // ... and in x_delays
        bool one_weight = true;
    };
    std::uint32_t& entry_of(const BlockSynapse& s) {
        const Class& c = x_classes[s.delay_class];
        return x_starts[c.starts + (s.source - c.sources.first)];
    }
    void count(const Give& give);
    void make_room();
    void place(const Give& give);
    void sort_rows(const Class&);

    std::vector<Class> x_classes;
    std::vector<std::uint32_t, HugePages<std::uint32_t>> x_starts;  // for each class: count + 1 places in x_targets
    std::vector<std::uint16_t, HugePages<std::uint16_t>> x_targets;
    std::vector<float, HugePages<float>> x_weights;  // for each class: one for each synapse, or one
    std::vector<float, HugePages<float>> x_delays;   // for each class: one for each synapse, or none
};

}  // namespace limen
