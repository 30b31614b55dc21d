// Takes trials through the networks that another one hears, so that it can learn from them before a run.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/network.hpp"
#include "engine/replica.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

// Any thread. All references must outlive it; those networks must be built.
class HeardNetworks {
public:
    HeardNetworks(const std::vector<Network>&, std::size_t number, const Model&, const std::vector<Trials>& streams);

    bool none() const noexcept { return x_heard.empty(); }
    // Empty but for the relays of those networks, with all frames of this trial.
    ReplicaOutput take(std::uint32_t trial) const;

private:
    const std::vector<Network>& x_networks;
    const Model& x_model;
    const std::vector<Trials>& x_streams;
    std::vector<std::size_t> x_heard;  // their numbers, in order: directly or through others
    std::size_t x_relays = 0;
};

}  // namespace limen
