// The values of steps, ramps and sines.
#include "lsm/waveform_currents.hpp"

#include <algorithm>

#include "lsm/drive_limits.hpp"
#include "lsm/sine_wave.hpp"

namespace limen::lsm {

const Parameter<StepCurrentInput> StepCurrentInput::schema[2] = {
    {"times", &StepCurrentInput::times, "ms", Range::not_negative, "when the current changes, in rising order"},
    {"values", &StepCurrentInput::values, "pA", Range::any, "the current from each of these times on; 0 before"},
};

namespace {

constexpr const char* period_meaning = "how long a piece of constant current lasts; it has the value of its middle";

}  // namespace

const Parameter<RampCurrentInput> RampCurrentInput::schema[5] = {
    {"start", &RampCurrentInput::start, "ms", Range::not_negative, "when the ramp begins; no current before"},
    {"stop", &RampCurrentInput::stop, "ms", Range::not_negative, "when it ends; the current stays what it is then"},
    {"from", &RampCurrentInput::from, "pA", Range::any, "current at the start"},
    {"to", &RampCurrentInput::to, "pA", Range::any, "current at the stop"},
    {"period", &RampCurrentInput::period, "ms", Range::positive, period_meaning},
};

const Parameter<SineCurrentInput> SineCurrentInput::schema[7] = {
    {"amplitude", &SineCurrentInput::amplitude, "pA", Range::any, "of the sine"},
    {"frequency", &SineCurrentInput::frequency, "Hz", Range::not_negative, "of the sine"},
    {"phase", &SineCurrentInput::phase, "rad", Range::any, "of the sine at time 0"},
    {"offset", &SineCurrentInput::offset, "pA", Range::any, "what the sine swings around"},
    {"start", &SineCurrentInput::start, "ms", Range::not_negative, "no current before"},
    {"stop", &SineCurrentInput::stop, "ms", Range::not_negative, "no current from here on; 0: it has no end"},
    {"period", &SineCurrentInput::period, "ms", Range::positive, period_meaning},
};

StepCurrent::StepCurrent(const StepCurrentInput& parameters, const DriveContext&) : x_parameters(parameters) {
    const std::vector<double>& times = parameters.times;
    if (times.empty()) throw ParameterError("times", "must name at least one time in ms");
    if (times.size() != parameters.values.size())
        throw ParameterError("values", fmt::format("has {} entries; it needs one for each of the {} times",
                                                   parameters.values.size(), times.size()));
    for (std::size_t k = 1; k < times.size(); ++k)
        if (!(times[k] > times[k - 1]))
            throw ParameterError("times", fmt::format("entry {} is {} ms; it must be later than the one before, {} ms",
                                                      k + 1, times[k], times[k - 1]));
    for (const double value : parameters.values) refuse_above(most_current, "values", value, "pA");
}

Time StepCurrent::begin(std::int64_t piece, const SliceClock& clock) const {
    return clock.at(x_parameters.times[static_cast<std::size_t>(piece)]);
}

void StepCurrent::write(std::int64_t piece, std::uint32_t, std::span<double> current) const {
    std::fill(current.begin(), current.end(), x_parameters.values[static_cast<std::size_t>(piece)]);
}

RampCurrent::RampCurrent(const RampCurrentInput& p, const DriveContext&)
    : x_parameters(p), x_grid(p.start, p.stop, p.period) {
    refuse_above(most_current, "from", p.from, "pA");
    refuse_above(most_current, "to", p.to, "pA");
}

void RampCurrent::write(std::int64_t piece, std::uint32_t, std::span<double> current) const {
    const RampCurrentInput& p = x_parameters;
    const double share = piece == x_grid.count() ? 1 : (x_grid.middle(piece) - p.start) / (p.stop - p.start);
    std::fill(current.begin(), current.end(), p.from * (1 - share) + p.to * share);
}

SineCurrent::SineCurrent(const SineCurrentInput& p, const DriveContext&)
    : x_parameters(p), x_grid(p.stop > 0 ? PieceGrid(p.start, p.stop, p.period) : PieceGrid(p.start, p.period)) {
    refuse_above(most_current, "amplitude", p.amplitude, "pA");
    refuse_above(most_current, "offset", p.offset, "pA");
    check_wave({p.frequency, p.phase});
}

void SineCurrent::write(std::int64_t piece, std::uint32_t, std::span<double> current) const {
    if (piece == x_grid.count()) return;  // no current, which is what `current` holds
    const SineCurrentInput& p = x_parameters;
    const double sine = SineWave{p.frequency, p.phase}.at(x_grid.middle(piece));
    std::fill(current.begin(), current.end(), p.offset + p.amplitude * sine);
}

}  // namespace limen::lsm
