// Finds the delay classes with plastic synapses in a block.
#include "engine/plastic_synapses.hpp"

#include "engine/continuous_stdp.hpp"
#include "engine/network.hpp"
#include "model/delay_law.hpp"

namespace limen {

PlasticSynapses plastic_synapses(const Network& network, const Model& model, std::size_t block) {
    PlasticSynapses found;
    const NetworkPopulation& population = network.populations[network.block_population[block]];
    for (std::uint32_t c = 0; c < network.delay_classes.size(); ++c) {
        const ProjectionSpec* projection = plastic_projection(network.delay_classes[c], model);
        if (projection == nullptr || !projection->dynamic_weights() || projection->target != population.model_index)
            continue;
        const SynapseRows& rows = network.blocks[block].rows;
        const Random random(model.seed, Purpose::plasticity, projection->id,
                            static_cast<std::uint32_t>(block - population.first_block), c);
        if (projection->stdp.on)
            found.stdp.push_back({c, StdpSynapses(rows, c, network.blocks[block].size), StdpRule(projection->stdp)});
        else
            found.short_term.push_back({c, ShortTermSynapses(projection->short_term, rows.class_size(c), random)});
    }
    return found;
}

std::uint64_t PlasticSynapses::bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const ShortTerm& s : short_term) sum += s.synapses.bytes();
    for (const Stdp& s : stdp) sum += s.synapses.bytes();
    return sum;
}

PlasticBytes plastic_bytes(const ProjectionSpec& projection) {
    if (!projection.dynamic_weights()) return {};
    PlasticBytes bytes;
    if (projection.stdp.on)
        bytes = {StdpSynapses::bytes_per_synapse + StdpStates::bytes_per_synapse, StdpStates::bytes_per_row};
    else
        bytes = {ShortTermSynapses::bytes_per_synapse + ShortTermStates::bytes_per_synapse,
                 ShortTermStates::bytes_per_row};
    if (!DelayLaw(projection).continuous()) return bytes;
    bytes.row = 0;
    if (projection.stdp.on) bytes.synapse = StdpSynapses::bytes_per_synapse + ContinuousStdp::bytes_per_synapse;
    return bytes;
}

}  // namespace limen
