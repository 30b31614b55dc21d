// Poisson times of a block: how many, then when and for whom, which is the same process as one for each unit.
#include "lsm/drives.hpp"

#include <bit>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>

#include "limen/isa.hpp"
#include "limen/random.hpp"

namespace limen::lsm {

const Parameter<PoissonInput> PoissonInput::schema[2] = {
    {"rate", &PoissonInput::rate, "Hz", Range::not_negative, "mean rate of each unit's own process"},
    {"weight", &PoissonInput::weight, "pA", Range::any, "of each input spike; its sign chooses the synapse"},
};

const Parameter<CurrentInput> CurrentInput::schema[2] = {
    {"scale", &CurrentInput::scale, "pA", Range::not_negative, "standard deviation of the weights, which are normal"},
    {"density", &CurrentInput::density, "", Range::fraction,
     "share of the pairs of channel and unit that are connected"},
};

namespace {

constexpr double ms_per_s = 1000;

// Each draw becomes an input: its upper 32 bits are the time as a share of the slice, its lower ones choose the unit.
void place_inputs(std::span<const std::uint64_t> draws, double length, std::uint32_t units, DriveInputs& inputs) {
    inputs.offsets.resize(draws.size());
    inputs.targets.resize(draws.size());
    vectorised([
        n = draws.size(), from = draws.data(), offsets = inputs.offsets.data(), targets = inputs.targets.data(),
        step = length * 0x1p-32, size = std::uint64_t{units}
    ]() __attribute__((always_inline)) {
        // 2^52 with these bits as its last ones: what is added to 2^52 is the number itself.
        constexpr std::uint64_t two_52 = 0x4330000000000000ULL;
        for (std::size_t i = 0; i < n; ++i)
            offsets[i] = (std::bit_cast<double>(two_52 | from[i] >> 32) - 0x1p52) * step;
        for (std::size_t i = 0; i < n; ++i)
            targets[i] = static_cast<std::uint16_t>((from[i] & 0xffffffffU) * size >> 32);
    });
}

}  // namespace

double PoissonDrive::event_rate() const { return x_parameters.rate / ms_per_s; }

void PoissonDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    if (x_parameters.rate == 0) return;
    // Trials, blocks and slices have streams of their own.
    Random names(x_context.seed, Purpose::drive, x_context.id, request.trial);
    Random random(names(), Purpose::drive, x_context.id, request.block, static_cast<std::uint64_t>(request.slice));
    boost::random::poisson_distribution<std::int64_t, double> count(event_rate() * request.length * request.size);
    thread_local std::vector<std::uint64_t> draws;
    draws.resize(static_cast<std::size_t>(count(random)));
    random.fill(draws);
    place_inputs(draws, request.length, request.size, buffer.add_inputs(x_parameters.weight));
}

CurrentDrive::CurrentDrive(const CurrentInput& parameters, const DriveContext& context)
    : x_channels(context.channels), x_weights(context.target_size * context.channels) {
    for (std::uint32_t unit = 0; unit < context.target_size; ++unit) {
        Random random(context.seed, Purpose::input_weights, context.id, unit);
        boost::random::normal_distribution<double> weight(0, parameters.scale);
        for (std::size_t c = 0; c < x_channels; ++c) {
            const bool connected = random.uniform() < parameters.density;
            const double drawn = weight(random);
            x_weights[unit * x_channels + c] = connected ? drawn : 0;
        }
    }
}

void CurrentDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    for (const FrameEvent& frame : request.frames) {
        const std::span<double> current = buffer.add_current(frame.offset, request.size);
        for (std::uint32_t i = 0; i < request.size; ++i) {
            const double* weights = x_weights.data() + (request.first + i) * x_channels;
            for (std::size_t c = 0; c < x_channels; ++c) current[i] += weights[c] * frame.values[c];
        }
    }
}

}  // namespace limen::lsm
