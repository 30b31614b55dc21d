// The network that a readout reads, when it is to hear what the readout says.
#pragma once

#include <string>
#include <vector>

#include "engine/network.hpp"
#include "limen/model/model.hpp"
#include "limen/schema/dataset.hpp"

namespace limen {

struct ReadNetwork {
    std::vector<Network> networks;  // all of the model
    std::size_t number = 0;         // of the one that is read
    std::vector<std::size_t> read;  // its populations, in the order of the readout's features
    std::size_t features = 0;
    std::size_t teacher = 0;  // the data stream whose targets its populations are fed
    std::size_t clock = 0;    // the data stream whose frames these are

    const Network& network() const { return networks[number]; }
};

// Builds the networks; nothing is recorded of them. `path` is that of the table that wants it so, for messages. Throws
// ModelError where the readout reads no populations with frames, or none of their network is fed targets, or of several
// streams.
ReadNetwork build_read_network(const Model&, const ReadoutSpec&, const std::vector<Trials>& streams,
                               const std::string& path, const std::string& key);

// Frames in `ms`, at least one.
std::int64_t washout_frames(double ms, double frame);

}  // namespace limen
