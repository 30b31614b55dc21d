// Fixed patterns of spikes, played with jitter: the inputs of a liquid's classification tasks.
#pragma once

#include "lsm/encoders/encoder.hpp"

namespace limen::lsm {

struct PatternEncoding {
    std::int64_t units = 4;
    double rate = 20, length = 500, jitter = 0;  // Hz, ms, ms
    static const Parameter<PatternEncoding> schema[4];
};

// Each frame's first channel is the number of a pattern, which then begins. A pattern has a Poisson spike train for
// each unit, drawn once; whenever it is played each of its spikes is moved by a normal number of its own, and those
// that leave the pattern's length are lost (W. Maass, T. Natschläger, H. Markram, Neural Computation 14, 2002, section
// 4). A pattern ends where the next frame begins, if it is longer than a frame.
class PatternEncoder : public Encoder {
public:
    // Throws ParameterError.
    PatternEncoder(const PatternEncoding&, const PopulationContext&);
    void encode(const Trials&, std::size_t trial, std::vector<DataEvent>& spikes) const override;

    // Spike times of a unit in ms from the pattern's start, sorted: as drawn, or as moved the `time`-th time in a
    // trial.
    std::vector<double> train(std::uint32_t unit, std::uint64_t pattern) const;
    std::vector<double> moved_train(std::uint32_t unit, std::uint64_t pattern, std::uint32_t trial,
                                    std::uint32_t time) const;

private:
    PatternEncoding x_encoding;
};

}  // namespace limen::lsm
