// Gives a block its Poisson inputs, slice by slice.
#include "lsm/poisson_drives.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "limen/core/slice_clock.hpp"
#include "lsm/drive_limits.hpp"
#include "lsm/poisson_process.hpp"
#include "lsm/sine_wave.hpp"

namespace limen::lsm {

const Parameter<PoissonInput> PoissonInput::schema[3] = {
    {"rate", &PoissonInput::rate, "Hz", Range::not_negative, "mean rate of each unit's process"},
    {"weight", &PoissonInput::weight, unit_of_target, Range::any, "of each input spike; its sign chooses the synapse"},
    {"shared", &PoissonInput::shared, "", Range::any, "whether all units receive the spikes of one process"},
};

PoissonDrive::PoissonDrive(const PoissonInput& parameters, const DriveContext& context)
    : x_parameters(parameters), x_context(context) {
    refuse_above(most_rate, "rate", parameters.rate, "Hz");
    refuse_above(most_current, "weight", parameters.weight, "pA");
}

double PoissonDrive::event_rate() const { return x_parameters.rate / ms_per_s; }

void PoissonDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    if (x_parameters.rate == 0) return;
    const bool shared = x_parameters.shared;
    Random random = drive_stream(x_context, request, shared);
    DriveInputs& inputs = buffer.add_inputs(x_parameters.weight);
    draw_inputs(random, {event_rate(), request.length, shared ? 1 : request.size}, inputs);
    if (shared) give_to_all(request.size, inputs);
}

const Parameter<PoissonSineInput> PoissonSineInput::schema[6] = {
    {"rate", &PoissonSineInput::rate, "Hz", Range::not_negative, "mean rate of each unit's process"},
    {"amplitude", &PoissonSineInput::amplitude, "", Range::fraction, "how far the rate swings, as a share of its mean"},
    {"frequency", &PoissonSineInput::frequency, "Hz", Range::not_negative, "of the rate's sine"},
    {"phase", &PoissonSineInput::phase, "rad", Range::any, "of the rate's sine at time 0"},
    {"weight", &PoissonSineInput::weight, unit_of_target, Range::any,
     "of each input spike; its sign chooses the synapse"},
    {"shared", &PoissonSineInput::shared, "", Range::any, "whether all units receive the spikes of one process"},
};

PoissonSineDrive::PoissonSineDrive(const PoissonSineInput& parameters, const DriveContext& context)
    : x_parameters(parameters), x_context(context) {
    refuse_above(most_rate, "rate", parameters.rate, "Hz");
    refuse_above(most_current, "weight", parameters.weight, "pA");
    check_wave({parameters.frequency, parameters.phase});
}

double PoissonSineDrive::event_rate() const { return x_parameters.rate / ms_per_s; }

void PoissonSineDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    const PoissonSineInput& p = x_parameters;
    if (p.rate == 0) return;
    const double mean = event_rate(), highest = mean * (1 + p.amplitude);
    const SineWave wave{p.frequency, p.phase};
    const SliceClock clock(request.length);
    Random random = drive_stream(x_context, request, p.shared);
    DriveInputs& inputs = buffer.add_inputs(p.weight);
    draw_inputs(random, {highest, request.length, p.shared ? 1 : request.size}, inputs);
    const auto rate = [&](double offset, std::uint32_t) {
        return mean * (1 + p.amplitude * wave.at(clock.ms({request.slice, offset})));
    };
    thin_inputs(random, highest, rate, inputs);
    if (p.shared) give_to_all(request.size, inputs);
}

const Parameter<PoissonRatesInput> PoissonRatesInput::schema[5] = {
    {"base_rate", &PoissonRatesInput::base_rate, "Hz", Range::any, "rate where the channel is 0"},
    {"gain", &PoissonRatesInput::gain, "Hz", Range::any, "change of the rate with each unit of the channel"},
    {"max_rate", &PoissonRatesInput::max_rate, "Hz", Range::positive, "the rate is clamped to 0 and this"},
    {"weight", &PoissonRatesInput::weight, unit_of_target, Range::any,
     "of each input spike; its sign chooses the synapse"},
    {"shared", &PoissonRatesInput::shared, "", Range::any,
     "whether all units of a channel receive the spikes of one process"},
};

PoissonRatesDrive::PoissonRatesDrive(const PoissonRatesInput& parameters, const DriveContext& context)
    : x_parameters(parameters), x_context(context) {
    refuse_above(most_rate, "max_rate", parameters.max_rate, "Hz");
    refuse_above(most_current, "weight", parameters.weight, "pA");
    constexpr std::size_t most_channels = std::size_t{1} << 16U;  // the targets of DriveInputs
    if (parameters.shared && context.channels > most_channels)
        throw ParameterError(
            "shared", fmt::format("is for at most {} channels; the data have {}", most_channels, context.channels));
}

double PoissonRatesDrive::rate(double channel_value) const noexcept {
    const PoissonRatesInput& p = x_parameters;
    return std::clamp(p.base_rate + p.gain * channel_value, 0.0, p.max_rate) / ms_per_s;
}

double PoissonRatesDrive::event_rate() const { return rate(0); }

double PoissonRatesDrive::highest_rate(const DriveRequest& request) const {
    double highest = 0;
    for (const double value : request.frame) highest = std::max(highest, rate(value));
    for (const FrameEvent& frame : request.frames)
        for (const double value : frame.values) highest = std::max(highest, rate(value));
    return highest;
}

void PoissonRatesDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    const double highest = highest_rate(request);
    if (highest == 0) return;
    const bool shared = x_parameters.shared;
    const auto channels = static_cast<std::uint32_t>(x_context.channels);
    Random random = drive_stream(x_context, request, shared);
    DriveInputs& inputs = buffer.add_inputs(x_parameters.weight);
    draw_inputs(random, {highest, request.length, shared ? channels : request.size}, inputs);
    const auto rate_at = [&](double offset, std::uint32_t target) {
        std::span<const double> values = request.frame;
        for (const FrameEvent& frame : request.frames)
            if (frame.offset <= offset) values = frame.values;
        return values.empty() ? 0 : rate(values[shared ? target : (request.first + target) % values.size()]);
    };
    thin_inputs(random, highest, rate_at, inputs);
    if (shared) give_to_channels({request.first, request.size, channels}, inputs);
}

}  // namespace limen::lsm
