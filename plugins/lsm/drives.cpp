// Poisson times of a block: how many, then when and for whom, which is the same process as one for each unit.
#include "lsm/drives.hpp"

#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>

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

// The time is the upper 32 bits and the unit comes from the lower ones, so sorting the draws sorts them by time. They
// are uniform, so a pass over as many buckets leaves them nearly sorted.
void sort_uniform(std::vector<std::uint64_t>& draws, std::vector<std::uint64_t>& sorted,
                  std::vector<std::uint32_t>& starts) {
    const std::uint64_t n = draws.size();
    const auto bucket = [n](std::uint64_t draw) { return static_cast<std::size_t>((draw >> 32) * n >> 32); };
    starts.assign(n + 1, 0);
    sorted.resize(n);
    for (const std::uint64_t draw : draws) ++starts[bucket(draw) + 1];
    for (std::size_t i = 1; i < n; ++i) starts[i] += starts[i - 1];
    for (const std::uint64_t draw : draws) sorted[starts[bucket(draw)]++] = draw;
    for (std::size_t i = 1; i < n; ++i)
        for (std::size_t j = i; j > 0 && sorted[j] < sorted[j - 1]; --j) std::swap(sorted[j], sorted[j - 1]);
}

}  // namespace

double PoissonDrive::event_rate() const { return x_parameters.rate / ms_per_s; }

void PoissonDrive::fill(const DriveRequest& request, DriveBuffer& buffer) const {
    if (x_parameters.rate == 0) return;
    // Trials, blocks and slices have streams of their own.
    Random names(x_context.seed, Purpose::drive, x_context.id, request.trial);
    Random random(names(), Purpose::drive, x_context.id, request.block, static_cast<std::uint64_t>(request.slice));
    boost::random::poisson_distribution<std::int64_t, double> count(event_rate() * request.length * request.size);
    thread_local std::vector<std::uint64_t> draws, sorted;
    thread_local std::vector<std::uint32_t> starts;
    draws.resize(static_cast<std::size_t>(count(random)));
    for (std::uint64_t& draw : draws) draw = random();
    sort_uniform(draws, sorted, starts);
    const double step = request.length * 0x1p-32;
    for (const std::uint64_t draw : sorted) {
        const auto unit = static_cast<std::uint32_t>((draw & 0xffffffffU) * request.size >> 32);
        buffer.events.push_back({static_cast<double>(draw >> 32) * step, x_parameters.weight, unit});
    }
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
