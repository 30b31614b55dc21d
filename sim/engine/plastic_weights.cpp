// Hands each axonal event to the synapses of its delay class.
#include "engine/plastic_weights.hpp"

namespace limen {

PlasticWeights::PlasticWeights(const Network& network, std::size_t block)
    : x_rows(network.blocks[block].rows),
      x_slices(network.slices),
      x_short_term_of_class(network.delay_classes.size(), nullptr),
      x_stdp_of_class(network.delay_classes.size(), nullptr),
      x_continuous_stdp_of_class(network.delay_classes.size(), nullptr) {
    const PlasticSynapses& plastic = network.plastic[block];
    x_spikes.offsets.resize(network.blocks[block].size);
    // They stay where they are.
    x_short_term.reserve(plastic.short_term.size());
    x_stdp.reserve(plastic.stdp.size());
    x_continuous_stdp.reserve(plastic.stdp.size());
    for (const auto& [delay_class, synapses] : plastic.short_term)
        x_short_term_of_class[delay_class] = &x_short_term.emplace_back(synapses, x_rows, delay_class);
    for (const auto& [delay_class, synapses, rule] : plastic.stdp)
        if (network.delay_classes[delay_class].continuous())
            x_continuous_stdp_of_class[delay_class] =
                &x_continuous_stdp.emplace_back(synapses, rule, x_rows, delay_class, network.blocks[block].size);
        else
            x_stdp_of_class[delay_class] = &x_stdp.emplace_back(synapses, rule, x_rows, delay_class, x_spikes);
}

void PlasticWeights::start() {
    for (ShortTermStates& states : x_short_term) states.start();
    for (StdpStates& states : x_stdp) states.start();
    for (ContinuousStdp& states : x_continuous_stdp) states.start();
}

void PlasticWeights::begin(const Slice& slice, Time trial_end) {
    x_until = x_slices.between({slice.index, 0}, trial_end);
    for (StdpStates& states : x_stdp) states.begin(slice.index);
    for (ContinuousStdp& states : x_continuous_stdp) states.begin(slice.index, x_until);
    const auto row_size = [&](const AxonalEvent& event) {
        const bool plastic = x_short_term_of_class[event.delay_class] != nullptr ||  //
                             x_stdp_of_class[event.delay_class] != nullptr;
        return plastic ? x_rows.row(event.source, event.delay_class).targets.size() : 0;
    };
    std::size_t weights = 0;
    for (const AxonalEvent& event : slice.spikes) weights += row_size(event);
    x_weights.resize(weights);
    x_of_event.assign(slice.spikes.size(), {});
    std::size_t next = 0;
    for (std::size_t e = 0; e < slice.spikes.size(); ++e) {
        const AxonalEvent& event = slice.spikes[e];
        const std::size_t size = row_size(event);
        if (size == 0) continue;
        const std::span<double> of_event = std::span(x_weights).subspan(next, size);
        if (StdpStates* stdp = x_stdp_of_class[event.delay_class])
            stdp->arrive(event.source, event.offset, x_slices, of_event);
        else
            x_short_term_of_class[event.delay_class]->transmit(event.source, {slice.index, event.offset}, x_slices,
                                                               of_event);
        x_of_event[e] = of_event;
        next += size;
    }
}

void PlasticWeights::spiked(std::uint32_t unit, double offset) {
    for (ContinuousStdp& states : x_continuous_stdp) states.spiked(unit, offset, x_slices);
    if (x_stdp.empty()) return;
    std::vector<double>& offsets = x_spikes.offsets[unit];
    if (offsets.empty()) x_spikes.units.push_back(unit);
    offsets.push_back(offset);
    for (StdpStates& states : x_stdp) states.revise(unit, x_slices);
}

void PlasticWeights::end() {
    for (StdpStates& states : x_stdp) states.end(x_slices, x_until);
    for (ContinuousStdp& states : x_continuous_stdp) states.end();
    for (const std::uint32_t unit : x_spikes.units) x_spikes.offsets[unit].clear();
    x_spikes.units.clear();
}

std::optional<double> PlasticWeights::weight(std::uint32_t delay_class, std::size_t synapse) const noexcept {
    if (const StdpStates* stdp = x_stdp_of_class[delay_class]) return stdp->weight(synapse);
    if (const ContinuousStdp* stdp = x_continuous_stdp_of_class[delay_class]) return stdp->weight(synapse);
    return std::nullopt;
}

std::uint64_t PlasticWeights::bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const ShortTermStates& states : x_short_term) sum += states.bytes();
    for (const StdpStates& states : x_stdp) sum += states.bytes();
    for (const ContinuousStdp& states : x_continuous_stdp) sum += states.bytes();
    return sum;
}

}  // namespace limen
