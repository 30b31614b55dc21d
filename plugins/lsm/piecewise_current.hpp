// Currents that are constant within pieces of time, each of which begins at an exact moment.
#pragma once

#include "limen/core/slice_clock.hpp"
#include "limen/neuron/drive.hpp"

namespace limen::lsm {

// The same current for all units, or one for each. There is none before the first piece, and the last one has no end.
class PiecewiseCurrent : public Drive {
public:
    void fill(const DriveRequest&, DriveBuffer&) const override;

protected:
    // Pieces are numbered from 0; a later one never begins earlier.
    virtual std::int64_t pieces() const = 0;
    virtual Time begin(std::int64_t piece, const SliceClock&) const = 0;
    // The current (pA) into the units of the target from `first` on.
    virtual void write(std::int64_t piece, std::uint32_t first, std::span<double> current) const = 0;
};

// Pieces of one length from `start` (ms) to `stop`, where the last one ends and piece number count() begins.
class PieceGrid {
public:
    // Throws ParameterError that names "stop" or "period".
    PieceGrid(double start, double stop, double period);
    // Without an end.
    PieceGrid(double start, double period);

    std::int64_t count() const noexcept { return x_count; }
    Time begin(std::int64_t piece, const SliceClock&) const;
    // ms from the trial's start; piece < count().
    double middle(std::int64_t piece) const noexcept;

private:
    double x_start, x_stop, x_period;
    std::int64_t x_count;
};

// Throws ParameterError where pieces of this length (ms) would be more than can be followed.
void check_period(double period);

}  // namespace limen::lsm
