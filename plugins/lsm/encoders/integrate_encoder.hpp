// Units that integrate a channel of a data stream, and spike whenever the integral reaches the next whole number.
#pragma once

#include "lsm/encoders/poisson_encoder.hpp"

namespace limen::lsm {

// The rate follows the channel as that of a Poisson encoder does.
struct IntegrateEncoding : PoissonEncoding {
    static const std::vector<Parameter<IntegrateEncoding>> schema;
};

// Integrate-and-fire without chance, at exact times: the rate is constant within a frame, so the integral is a straight
// line. The copies of a channel begin with different shares of the first interval behind them, so that they spike one
// after the other. Decoded by the intervals between spikes, whose inverse is the mean rate in them (A. Lazar, L. Toth
// 2004, "Perfect recovery and sensitivity analysis of time encoded bandlimited signals", IEEE Trans. Circuits Syst. I
// 51).
class IntegrateEncoder : public Encoder {
public:
    IntegrateEncoder(const IntegrateEncoding&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;
    std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const override;
    bool exceeds(double value) const override;
    std::string range() const override;

private:
    // Which share of its first interval a unit has behind it at the start.
    double first_phase(std::uint32_t unit) const noexcept;

    IntegrateEncoding x_encoding;
};

}  // namespace limen::lsm
