// Looks up, in each slice, the part of a spike's row whose delays end there.
#include "schedule/continuous_arrivals.hpp"

#include <algorithm>
#include <cmath>

namespace limen {

ContinuousArrivals::ContinuousArrivals(const Network& network, std::size_t block, PlasticWeights* plastic)
    : x_network(network), x_rows(network.blocks[block].rows), x_plastic(plastic) {
    for (std::uint32_t c = 0; c < network.delay_classes.size(); ++c) {
        const DelayClass& one = network.delay_classes[c];
        if (!one.continuous() || x_rows.class_size(c) == 0) continue;
        const auto same = std::find_if(x_receptors.begin(), x_receptors.end(), [&](const Receptor& r) {
            return r.inhibitory == one.inhibitory && r.number == one.receptor;
        });
        if (same != x_receptors.end())
            same->delay_classes.push_back(c);
        else
            x_receptors.push_back({one.inhibitory, one.receptor, {c}, {}, {}, {}});
    }
}

void ContinuousArrivals::find(std::int64_t slice, std::span<const std::span<const TravellingSpike>> due) {
    x_trains.clear();
    for (Receptor& receptor : x_receptors) {
        x_found.clear();
        for (const std::uint32_t c : receptor.delay_classes)
            for (const TravellingSpike& spike : due[c]) collect(spike, c, slice);
        sort_into(receptor);
        let_learn(receptor);
        x_trains.push_back(
            {receptor.inhibitory ? -1.0 : 1.0, receptor.offsets, receptor.targets, receptor.number, receptor.scales});
    }
}

void ContinuousArrivals::collect(const TravellingSpike& spike, std::uint32_t delay_class, std::int64_t slice) {
    const std::span<const float> delays = x_rows.delays(spike.source, delay_class);
    const SliceClock& slices = x_network.slices;
    // What ends in this slice, but for rounding: that decides below, by the same sum as for all delay classes.
    constexpr double rounding = 1e-9;
    const double earliest = slices.between(spike.sent, {slice, 0}), latest = earliest + slices.length();
    const auto first = std::lower_bound(delays.begin(), delays.end(), earliest * (1 - rounding));
    if (first == delays.end() || *first > latest * (1 + rounding)) return;
    const SynapseRow row = x_rows.row(spike.source, delay_class);
    const std::size_t row_begin = x_rows.first_in_class(spike.source, delay_class);
    ShortTermStates* short_term = x_plastic != nullptr ? x_plastic->continuous_short_term(delay_class) : nullptr;
    const ContinuousStdp* stdp = x_plastic != nullptr ? x_plastic->continuous_stdp(delay_class) : nullptr;
    const double trace_left = stdp != nullptr ? stdp->rule().arrivals_left(spike.interval) : 0;
    for (auto k = static_cast<std::size_t>(first - delays.begin());
         k < delays.size() && delays[k] <= latest * (1 + rounding); ++k) {
        const Time arrival = slices.after(spike.sent, slices.at(delays[k]));
        if (arrival.slice != slice) continue;
        double scale = spike.scale;
        if (stdp == nullptr) scale *= std::fabs(static_cast<double>(row.weight(k)));
        if (short_term != nullptr) scale *= short_term->transmit(row_begin + k, spike.interval);
        x_found.push_back({arrival.offset, scale, static_cast<std::uint32_t>(row_begin + k), row.targets[k],
                           static_cast<std::uint16_t>(delay_class), trace_left});
    }
}

void ContinuousArrivals::sort_into(Receptor& receptor) {
    x_order.clear();
    for (std::uint32_t i = 0; i < x_found.size(); ++i) x_order.emplace_back(x_found[i].offset, i);
    std::sort(x_order.begin(), x_order.end());
    receptor.offsets.clear();
    receptor.scales.clear();
    receptor.targets.clear();
    for (const auto& [offset, i] : x_order) {
        receptor.offsets.push_back(offset);
        receptor.scales.push_back(x_found[i].scale);
        receptor.targets.push_back(x_found[i].target);
    }
}

// Their scales stay where they are from here on.
void ContinuousArrivals::let_learn(Receptor& receptor) {
    if (x_plastic == nullptr) return;
    for (std::size_t k = 0; k < x_order.size(); ++k) {
        const Arrival& a = x_found[x_order[k].second];
        if (ContinuousStdp* stdp = x_plastic->continuous_stdp(a.delay_class))
            stdp->arrive({a.synapse, a.target, a.offset, a.trace_left, a.scale}, x_network.slices, receptor.scales[k]);
    }
}

}  // namespace limen
