// Which populations make one network, what networks hear of each other, and which goes through a trial before which.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "limen/model/model.hpp"

namespace limen {

// For each population the number of its network. Projections join populations, and so does `input` among rates that
// hear the same networks. A network comes after those that it hears, and otherwise they are in the order of their first
// populations. Of a model without cycles.
std::vector<std::size_t> network_numbers(const Model&);

// States of a population on their way to other networks, frame by frame.
struct RelaySpec {
    std::size_t source = 0;                   // into Model::populations
    std::optional<std::uint32_t> observable;  // of units that spike, as each frame begins; none: what rates hand on
    std::size_t clock = 0;                    // the data stream whose frames these are
    friend auto operator<=>(const RelaySpec&, const RelaySpec&) = default;
};

// All of a model, each once, and which of them is heard where.
struct Relays {
    std::vector<RelaySpec> specs;
    std::vector<std::vector<std::optional<std::size_t>>> of_inputs;  // per population and its inputs; none: own network
    std::vector<std::optional<std::size_t>> of_drives;
};
Relays relays_of(const Model&, const std::vector<std::size_t>& numbers);

// Adds a problem wherever networks of spikes and of rates hear each other in a cycle; whether there is any.
bool refuse_mixed_cycles(const Model&, std::vector<Problem>&);
// Adds a problem for every free run, and every readout that learns while it is heard, in a network that is not alone.
void refuse_mixed_loops(const Model&, std::vector<Problem>&);

}  // namespace limen
