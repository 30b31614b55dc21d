// Units with overlapping receptive fields, that spike the sooner in a frame the nearer its value is to their own.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct LatencyEncoding {
    std::int64_t fields = 8;
    double low = -2, high = 2, overlap = 1.5;  // in units of the channel; the width is the distance over `overlap`
    double window = 0, cutoff = 0.1;           // ms; 0: the frame
    Bounds bounds() const noexcept { return {low, high}; }
    static const Parameter<LatencyEncoding> schema[6];
};

// A channel's units have Gaussian fields, evenly spaced; one whose response to a frame's value is r spikes (1 - r)
// window after the frame has begun, or not at all where r is below `cutoff`. Decoded, exactly, from the two strongest
// responses, whose logarithms differ by a straight line of the value. (S. Bohte, J. Kok, H. La Poutre 2002,
// "Error-backpropagation in temporally encoded networks of spiking neurons", Neurocomputing 48:17, section 4, with its
// centres and widths.)
class LatencyEncoder : public Encoder {
public:
    // Throws ParameterError.
    LatencyEncoder(const LatencyEncoding&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;
    std::vector<double> decode(std::span<const DataEvent> spikes, std::size_t frames) const override;
    bool exceeds(double value) const override { return x_encoding.bounds().exceeded(value); }
    std::string range() const override { return x_encoding.bounds().text(); }

    double centre(std::uint32_t field) const noexcept;

private:
    LatencyEncoding x_encoding;
    double x_window, x_distance, x_width;  // ms; of neighbouring centres; the field's standard deviation
};

}  // namespace limen::lsm
