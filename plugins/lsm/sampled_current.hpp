// A current whose samples are in a file.
#pragma once

#include <string>
#include <vector>

#include "lsm/piecewise_current.hpp"

namespace limen::lsm {

// Sample k is in force from k period to (k + 1) period after each trial's start; 0 follows the last.
struct SampledCurrentInput {
    std::string file{}, dataset{};
    double period = 1;
    static const Parameter<SampledCurrentInput> schema[3];
};

class SampledCurrent : public PiecewiseCurrent {
public:
    // Throws ParameterError and DataError.
    SampledCurrent(const SampledCurrentInput&, const DriveContext&);
    std::uint64_t bytes() const override { return x_values.capacity() * sizeof(double); }

private:
    std::int64_t pieces() const override { return x_samples + 1; }
    Time begin(std::int64_t piece, const SliceClock& clock) const override {
        return clock.at_multiple(piece, x_period);
    }
    void write(std::int64_t piece, std::uint32_t first, std::span<double> current) const override;

    double x_period;
    std::int64_t x_samples = 0;
    std::size_t x_columns = 1;     // units, or 1 for all of them
    std::vector<double> x_values;  // pA, sample by sample
};

}  // namespace limen::lsm
