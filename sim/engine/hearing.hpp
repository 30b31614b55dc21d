// What populations of a model hear of each other, while their networks are planned.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/network.hpp"
#include "limen/model/model.hpp"
#include "model/networks.hpp"

namespace limen {

// Looks up sizes and places in networks that grow meanwhile, and tells them what they hear and give. All references
// must outlive it. One thread at a time.
class Hearing {
public:
    Hearing(const Model& model, const std::vector<std::size_t>& numbers, std::vector<Network>& networks)
        : x_model(model), x_numbers(numbers), x_networks(networks), x_relays(relays_of(model, numbers)) {}

    // Of a population of the model; nothing where one of its sources could not be built.
    std::optional<std::vector<RateInput>> inputs(std::size_t population) const;
    std::size_t channels(const DriveSpec&, const StreamChannels&) const;
    // As NetworkDrive::frames.
    std::optional<std::size_t> frames(const DriveSpec&) const;
    // Once all populations are there: tells those that others hear.
    void give() const;

private:
    Network& network_of(std::size_t population) const { return x_networks[x_numbers[population]]; }
    std::optional<std::size_t> size_of(std::size_t population) const;
    void hear(std::size_t network, std::size_t relay) const;

    const Model& x_model;
    const std::vector<std::size_t>& x_numbers;
    std::vector<Network>& x_networks;
    Relays x_relays;
};

std::size_t units_heard(const std::vector<RateInput>&);

}  // namespace limen
