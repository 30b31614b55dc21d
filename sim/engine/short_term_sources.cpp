// Finds the delay classes with short-term plasticity, and keeps a state for each of their sources.
#include "engine/short_term_sources.hpp"

#include <algorithm>
#include <utility>

namespace limen {

ShortTermSources::ShortTermSources(const Network& network, const Model& model)
    : x_slices(network.slices), x_classes(network.delay_classes.size()) {
    const std::vector<SynapseRows::Sources> sources = class_sources(network);
    for (std::size_t c = 0; c < x_classes.size(); ++c) {
        const ProjectionSpec* projection = plastic_projection(network.delay_classes[c], model);
        if (projection == nullptr || !projection->short_term.on() || projection->short_term.differs()) continue;
        const ShortTermSpec& spec = projection->short_term;
        x_classes[c].parameters = {spec.U, spec.tau_rec, spec.tau_facil};
        x_classes[c].first = sources[c].first;
        x_classes[c].sources.resize(sources[c].count);
    }
}

void ShortTermSources::start() {
    for (Class& c : x_classes) std::fill(c.sources.begin(), c.sources.end(), Source{});
}

double ShortTermSources::transmit(Class& c, std::uint32_t source, Time time) {
    Source& s = c.sources[source - c.first];
    return s.state.transmit(c.parameters, x_slices.between(std::exchange(s.last, time), time));
}

std::uint64_t ShortTermSources::bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const Class& c : x_classes) sum += sizeof(Class) + c.sources.capacity() * sizeof(Source);
    return sum;
}

}  // namespace limen
