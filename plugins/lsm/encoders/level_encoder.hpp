// Units that spike whenever a channel has gone up, or down, by another step: level crossing, or send-on-delta.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct LevelEncoding {
    double delta = 0.5, origin = 0;  // in units of the channel
    static const Parameter<LevelEncoding> schema[2];
};

// Each channel has one unit that spikes where it crosses the next level upwards and one for downwards. A channel begins
// at `origin` and moves in a straight line through each frame to that frame's value, which it has reached when the
// frame ends. Decoded by counting; what is found is within `delta` of what was. (M. Miskowicz 2006, "Send-on-delta
// concept: an event-based data reporting strategy", Sensors 6:49.)
class LevelEncoder : public Encoder {
public:
    LevelEncoder(const LevelEncoding&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;
    std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const override;

private:
    LevelEncoding x_encoding;
};

}  // namespace limen::lsm
