// Units that spike at random, with a rate that follows a channel of a data stream.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct PoissonEncoding {
    std::int64_t copies = 1;
    double base_rate = 10, gain = 10, max_rate = 200;  // Hz, Hz per unit of the channel, Hz
    static const std::vector<Parameter<PoissonEncoding>> schema;

    // In Hz, within 0 and max_rate.
    double rate(double value) const noexcept;
    // The inverse, where the rate is not clamped.
    double value(double rate) const noexcept { return gain == 0 ? 0 : (rate - base_rate) / gain; }
};

// The keys of those members, for an encoding that has them.
template <class Encoding>
std::vector<Parameter<Encoding>> rate_keys(const char* meaning_of_copies) {
    return {{"copies", &Encoding::copies, "", Range::positive, meaning_of_copies},
            {"base_rate", &Encoding::base_rate, "Hz", Range::any, "rate where the channel is 0"},
            {"gain", &Encoding::gain, "Hz", Range::any, "change of the rate with each unit of the channel"},
            {"max_rate", &Encoding::max_rate, "Hz", Range::positive, "the rate is clamped to 0 and this"}};
}

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
