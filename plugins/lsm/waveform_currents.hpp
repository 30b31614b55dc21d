// Currents of a given shape, the same for all units: steps, a ramp, a sine.
#pragma once

#include <vector>

#include "lsm/piecewise_current.hpp"

namespace limen::lsm {

// values[k] from times[k] on.
struct StepCurrentInput {
    std::vector<double> times{}, values{};
    static const Parameter<StepCurrentInput> schema[2];
};

// From `from` at `start` to `to` at `stop`, and `to` ever after.
struct RampCurrentInput {
    double start = 0, stop = 0, from = 0, to = 0, period = 0.1;
    static const Parameter<RampCurrentInput> schema[5];
};

// offset + amplitude sin(2 pi frequency t + phase) from `start` to `stop` (0: without an end), t from the trial's
// start.
struct SineCurrentInput {
    double amplitude = 0, frequency = 1, phase = 0, offset = 0, start = 0, stop = 0, period = 0.1;
    static const Parameter<SineCurrentInput> schema[7];
};

class StepCurrent : public PiecewiseCurrent {
public:
    // Throws ParameterError, as the others do.
    StepCurrent(const StepCurrentInput&, const DriveContext&);
    std::uint64_t bytes() const override {
        return (x_parameters.times.capacity() + x_parameters.values.capacity()) * sizeof(double);
    }

private:
    std::int64_t pieces() const override { return static_cast<std::int64_t>(x_parameters.times.size()); }
    Time begin(std::int64_t piece, const SliceClock&) const override;
    void write(std::int64_t piece, std::uint32_t first, std::span<double> current) const override;
    StepCurrentInput x_parameters;
};

class RampCurrent : public PiecewiseCurrent {
public:
    RampCurrent(const RampCurrentInput&, const DriveContext&);

private:
    std::int64_t pieces() const override { return x_grid.count() + 1; }
    Time begin(std::int64_t piece, const SliceClock& clock) const override { return x_grid.begin(piece, clock); }
    void write(std::int64_t piece, std::uint32_t first, std::span<double> current) const override;
    RampCurrentInput x_parameters;
    PieceGrid x_grid;
};

class SineCurrent : public PiecewiseCurrent {
public:
    SineCurrent(const SineCurrentInput&, const DriveContext&);

private:
    std::int64_t pieces() const override { return x_grid.count() + (x_parameters.stop > 0 ? 1 : 0); }
    Time begin(std::int64_t piece, const SliceClock& clock) const override { return x_grid.begin(piece, clock); }
    void write(std::int64_t piece, std::uint32_t first, std::span<double> current) const override;
    SineCurrentInput x_parameters;
    PieceGrid x_grid;
};

}  // namespace limen::lsm
