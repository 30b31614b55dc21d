// Finds what is heard where, in the same network or by a relay.
#include "engine/hearing.hpp"

namespace limen {

std::optional<std::vector<RateInput>> Hearing::inputs(std::size_t population) const {
    std::vector<RateInput> inputs;
    const std::vector<std::size_t>& sources = x_model.populations[population].inputs;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto units = size_of(sources[i]);
        if (!units) return std::nullopt;
        const auto relay = x_relays.of_inputs[population][i];
        if (relay) hear(x_numbers[population], *relay);
        inputs.push_back({relay.has_value(), relay ? *relay : network_of(sources[i]).find(sources[i]).value(), *units});
    }
    return inputs;
}

std::size_t Hearing::channels(const DriveSpec& spec, const StreamChannels& streams) const {
    if (spec.population) return size_of(*spec.population).value();
    return spec.data ? streams.values[*spec.data] : 0;
}

std::optional<std::size_t> Hearing::frames(const DriveSpec& spec) const {
    const auto relay = x_relays.of_drives[spec.id];
    if (!relay) return spec.data;
    hear(x_numbers[spec.target], *relay);
    return x_model.data.size() + *relay;
}

void Hearing::give() const {
    for (std::size_t r = 0; r < x_relays.specs.size(); ++r) {
        const RelaySpec& spec = x_relays.specs[r];
        Network& network = network_of(spec.source);
        network.populations[network.find(spec.source).value()].gives.push_back({r, spec.clock, spec.observable});
    }
}

std::optional<std::size_t> Hearing::size_of(std::size_t population) const {
    const Network& network = network_of(population);
    const auto found = network.find(population);
    if (!found) return std::nullopt;
    return network.populations[*found].population->size();
}

void Hearing::hear(std::size_t network, std::size_t relay) const {
    add_unique(x_networks[network].hears, HeardRelay{relay, x_relays.specs[relay].clock});
}

std::size_t units_heard(const std::vector<RateInput>& inputs) {
    std::size_t units = 0;
    for (const RateInput& input : inputs) units += input.units;
    return units;
}

}  // namespace limen
