// Units that spike at random, with a rate that follows a channel of a data stream.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct PoissonEncoding {
    std::int64_t copies = 1;
    double base_rate = 10, gain = 10, max_rate = 200;  // Hz, Hz per unit of the channel, Hz
    static const Parameter<PoissonEncoding> schema[4];

    // In Hz, within 0 and max_rate.
    double rate(double value) const noexcept;
    // The inverse, where the rate is not clamped.
    double value(double rate) const noexcept { return gain == 0 ? 0 : (rate - base_rate) / gain; }
};

// Each unit is a Poisson process of its own whose rate is constant within a frame; before the first frame there are no
// spikes. Decoded by the mean rate of a channel's units in a frame.
class PoissonEncoder : public Encoder {
public:
    PoissonEncoder(const PoissonEncoding&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;
    std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const override;
    bool exceeds(double value) const override;
    std::string range() const override;

private:
    PoissonEncoding x_encoding;
};

}  // namespace limen::lsm
