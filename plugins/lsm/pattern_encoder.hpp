// Fixed patterns of spikes, played with jitter: the inputs of a liquid's classification tasks.
#pragma once

#include <memory>
#include <vector>

#include "limen/population.hpp"

namespace limen::lsm {

struct PatternEncoding {
    std::int64_t units = 4;
    double rate = 20, length = 500, jitter = 0;  // Hz, ms, ms
    static const Parameter<PatternEncoding> schema[4];
};

// Each frame's first channel is the number of a pattern, which then begins. A pattern has a Poisson spike train for
// each unit, drawn once; whenever it is played each of its spikes is moved by a normal number of its own, and those
// that leave the pattern's length are lost (W. Maass, T. Natschläger, H. Markram, Neural Computation 14, 2002, section
// 4). A pattern goes on where the next frame begins, if it is longer than a frame.
class PatternEncoder : public Population {
public:
    // Throws ParameterError.
    PatternEncoder(const PatternEncoding&, const PopulationContext&);
    std::uint32_t size() const override { return static_cast<std::uint32_t>(x_encoding.units); }
    std::uint64_t bytes() const override { return sizeof(*this); }
    std::unique_ptr<PopulationState> make_state(const PopulationWiring&) const override;

    // Spike times of a unit in ms from the pattern's start, sorted: as drawn, or as moved the `time`-th time in a
    // trial.
    std::vector<double> train(std::uint32_t unit, std::uint64_t pattern) const;
    std::vector<double> moved_train(std::uint32_t unit, std::uint64_t pattern, std::uint32_t trial,
                                    std::uint32_t time) const;

private:
    PatternEncoding x_encoding;
    std::uint64_t x_seed;
    std::uint32_t x_id;
};

class PatternEncoderFactory : public PopulationFactory {
public:
    std::vector<Observable> observables() const override { return {}; }
    bool spiking() const override { return true; }
    bool wants_data() const override { return true; }
    std::unique_ptr<Population> make(const Parameters& p, const PopulationContext& context) const override {
        return std::make_unique<PatternEncoder>(from_parameters<PatternEncoding>(p), context);
    }
};

}  // namespace limen::lsm
