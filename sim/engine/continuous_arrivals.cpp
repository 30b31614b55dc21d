// Takes each spike on its way along its row, which is sorted by delay, as far as the slice reaches.
#include "engine/continuous_arrivals.hpp"

#include <algorithm>
#include <cmath>

#include "limen/core/isa.hpp"

namespace limen {

namespace {

// Writes where in their slice arrivals fall, of a spike and delays that rise; gives how many come in this slice.
std::size_t arrive(const SliceClock& slices, Time sent, std::int64_t slice, std::span<const float> delays,
                   double* offsets) {
    std::size_t count = 0;
    vectorised([ slices, sent, slice, delays, offsets, &count ]() __attribute__((always_inline)) {
        std::size_t k = 0;
        for (; k < delays.size(); ++k) {
            const Time arrival = slices.after(sent, slices.at(delays[k]));
            if (arrival.slice > slice) break;
            offsets[k] = arrival.offset;
        }
        count = k;
    });
    return count;
}

}  // namespace

ContinuousArrivals::ContinuousArrivals(const Network& network, std::size_t block, PlasticWeights* plastic)
    : x_rows(network.blocks[block].rows), x_slices(network.slices), x_dynamic(plastic != nullptr) {
    for (std::uint32_t c = 0; c < network.delay_classes.size(); ++c)
        if (network.delay_classes[c].continuous() && x_rows.class_size(c) > 0) add_class(network, c, plastic);
}

void ContinuousArrivals::add_class(const Network& network, std::uint32_t delay_class, PlasticWeights* plastic) {
    const DelayClass& one = network.delay_classes[delay_class];
    const SynapseRow synapses = x_rows.whole_class(delay_class);
    const bool scaled = !synapses.has_one_weight() || one.projection >= 0;
    const double weight = scaled ? (one.inhibitory ? -1 : 1) : static_cast<double>(synapses.weight(0));
    auto train = std::find_if(x_trains.begin(), x_trains.end(), [&](const Train& t) {
        return t.weight == weight && t.scaled == scaled && t.receptor == one.receptor;
    });
    if (train == x_trains.end())
        train = x_trains.insert(train, {.weight = weight, .receptor = one.receptor, .scaled = scaled});
    train->classes.push_back({.number = delay_class,
                              .synapses = synapses,
                              .delays = x_rows.delays(delay_class),
                              .short_term = plastic != nullptr ? plastic->continuous_short_term(delay_class) : nullptr,
                              .stdp = plastic != nullptr ? plastic->continuous_stdp(delay_class) : nullptr});
}

void ContinuousArrivals::start() {
    for (Train& train : x_trains)
        for (Class& c : train.classes) {
            c.cursors.clear();
            c.first = 0;
        }
}

void ContinuousArrivals::find(std::int64_t slice, std::span<const TravellingSpikes> travelling) {
    constexpr std::size_t ahead = 8;  // spikes: their rows are far apart
    x_given.clear();
    for (Train& train : x_trains) {
        train.count = 0;
        x_learners.clear();
        for (Class& c : train.classes) {
            move_cursors(c, travelling[c.number]);
            const std::span<const TravellingSpike> due = travelling[c.number].due();
            for (std::size_t i = 0; i < due.size(); ++i) {
                const Cursor& later = c.cursors[std::min(i + ahead, due.size() - 1)];
                __builtin_prefetch(c.delays.data() + later.next);
                __builtin_prefetch(c.synapses.targets.data() + later.next);
                collect(train, c, due[i], c.cursors[i], slice);
            }
        }
        if (x_dynamic && train.scaled) sort(train);
        x_given.push_back({.weight = train.weight,
                           .offsets = std::span(train.offsets).first(train.count),
                           .targets = std::span(train.targets).first(train.count),
                           .receptor = train.receptor,
                           .scales = std::span(train.scales).first(train.scaled ? train.count : 0)});
    }
}

void ContinuousArrivals::move_cursors(Class& c, const TravellingSpikes& spikes) const {
    const auto gone = std::min<std::uint64_t>(spikes.first_due() - c.first, c.cursors.size());
    c.cursors.erase(c.cursors.begin(), c.cursors.begin() + static_cast<std::ptrdiff_t>(gone));
    c.first = spikes.first_due();
    const std::span<const TravellingSpike> due = spikes.due();
    for (std::size_t i = c.cursors.size(); i < due.size(); ++i) {
        const auto first = static_cast<std::uint32_t>(x_rows.first_in_class(due[i].source, c.number));
        const auto size = static_cast<std::uint32_t>(x_rows.row(due[i].source, c.number).targets.size());
        c.cursors.push_back({first, first + size});
    }
}

void ContinuousArrivals::collect(Train& train, Class& c, const TravellingSpike& spike, Cursor& cursor,
                                 std::int64_t slice) {
    // A little more than what ends in the slice: whether it does is decided by the same sum as for all delays. That
    // rises with the delay, because two 32-bit numbers differ by more than the rounding of 64 bits.
    constexpr double rounding = 1e-9;
    const double latest = x_slices.between(spike.sent, {slice + 1, 0}) * (1 + rounding);
    std::uint32_t end = cursor.next;
    while (end < cursor.end && c.delays[end] <= latest) ++end;
    if (end == cursor.next) return;
    const std::size_t most = end - cursor.next;
    if (train.offsets.size() < train.count + most) {
        const std::size_t room = 2 * (train.count + most);
        train.offsets.resize(room);
        train.targets.resize(room);
        if (train.scaled) train.scales.resize(room);
    }
    const std::size_t count =
        arrive(x_slices, spike.sent, slice, c.delays.subspan(cursor.next, most), train.offsets.data() + train.count);
    std::copy_n(c.synapses.targets.data() + cursor.next, count, train.targets.data() + train.count);
    if (train.scaled) scale(train, c, spike, cursor.next, count);
    train.count += count;
    cursor.next += static_cast<std::uint32_t>(count);
}

void ContinuousArrivals::scale(Train& train, Class& c, const TravellingSpike& spike, std::uint32_t first,
                               std::size_t count) {
    double* scales = train.scales.data() + train.count;
    for (std::uint32_t k = 0; k < count; ++k) {
        const double weight = c.stdp != nullptr ? 1 : std::fabs(static_cast<double>(c.synapses.weight(first + k)));
        scales[k] = spike.scale * weight;
        if (c.short_term != nullptr) scales[k] *= c.short_term->transmit(first + k, spike.interval);
    }
    if (!x_dynamic) return;
    const double trace_left = c.stdp != nullptr ? c.stdp->rule().arrivals_left(spike.interval) : 0;
    for (std::uint32_t k = 0; k < count; ++k) x_learners.push_back({&c, first + k, trace_left});
}

void ContinuousArrivals::sort(Train& train) {
    x_order.clear();
    for (std::uint32_t i = 0; i < train.count; ++i) x_order.emplace_back(train.offsets[i], i);
    std::sort(x_order.begin(), x_order.end());
    x_sorted_scales.resize(train.scales.size());
    x_sorted_targets.resize(train.targets.size());
    for (std::size_t k = 0; k < train.count; ++k) {
        const auto [offset, i] = x_order[k];
        train.offsets[k] = offset;
        x_sorted_scales[k] = train.scales[i];
        x_sorted_targets[k] = train.targets[i];
    }
    std::swap(train.scales, x_sorted_scales);
    std::swap(train.targets, x_sorted_targets);
    for (std::size_t k = 0; k < train.count; ++k) {
        const Learner& learner = x_learners[x_order[k].second];
        if (learner.of->stdp == nullptr) continue;
        learner.of->stdp->arrive({.synapse = learner.synapse,
                                  .unit = train.targets[k],
                                  .offset = train.offsets[k],
                                  .trace_left = learner.trace_left,
                                  .scale = train.scales[k]},
                                 x_slices, train.scales[k]);
    }
}

}  // namespace limen
