// Units that spike where a filter's answer to a spike fits under what is left of a channel: Ben's spiker algorithm.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct BsaEncoding {
    double low = -2, high = 2;                  // in units of the channel
    double cutoff = 15, length = 60, step = 1;  // Hz, ms, ms
    double threshold = 0.955;
    Bounds bounds() const noexcept { return {low, high}; }
    static const Parameter<BsaEncoding> schema[6];
};

// A channel, scaled from low..high to 0..1 and moving in a straight line through each frame to that frame's value, is
// approximated by a sum of filters, one for each spike. A spike is set wherever that leaves an error smaller by at
// least `threshold` than no spike would (B. Schrauwen, J. Van Campenhout 2003, "BSA, a fast and accurate spike train
// encoding scheme", Proc. IJCNN). The filter is a sinc with a Hamming window whose sum is 1, so that one spike a step
// says `high`. Decoded by filtering the spikes.
class BsaEncoder : public Encoder {
public:
    // Throws ParameterError.
    BsaEncoder(const BsaEncoding&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;
    std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const override;
    bool exceeds(double value) const override { return x_encoding.bounds().exceeded(value); }
    std::string range() const override { return x_encoding.bounds().text(); }

    const std::vector<double>& filter() const noexcept { return x_filter; }

private:
    // A channel of a trial, scaled, at each step from the start to the end, and held for a filter's length more.
    std::vector<double> samples(const Trials&, std::size_t trial, std::size_t channel) const;

    BsaEncoding x_encoding;
    std::size_t x_steps;  // in a frame
    std::vector<double> x_filter;
};

}  // namespace limen::lsm
