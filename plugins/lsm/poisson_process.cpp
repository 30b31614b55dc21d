// Draws Poisson inputs, many at once.
#include "lsm/poisson_process.hpp"

#include <bit>
#include <boost/random/poisson_distribution.hpp>
#include <utility>

#include "limen/core/isa.hpp"

namespace limen::lsm {

namespace {

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

Random drive_stream(const DriveContext& context, const DriveRequest& request, bool shared) {
    Random names(context.seed, Purpose::drive, context.id, request.trial);
    return Random(names(), Purpose::drive, context.id, shared ? 0 : request.block,
                  static_cast<std::uint64_t>(request.slice));
}

void draw_inputs(Random& random, const PoissonDensity& density, DriveInputs& inputs) {
    boost::random::poisson_distribution<std::int64_t, double> count(density.rate * density.length * density.units);
    thread_local std::vector<std::uint64_t> draws;
    draws.resize(static_cast<std::size_t>(count(random)));
    random.fill(draws);
    place_inputs(draws, density.length, density.units, inputs);
}

void give_to_channels(const ChannelUnits& units, DriveInputs& inputs) {
    DriveInputs given{inputs.weight, {}, {}, inputs.receptor};
    const std::uint32_t first_channel = units.first % units.channels;
    for (std::size_t k = 0; k < inputs.offsets.size(); ++k) {
        const std::uint32_t after = inputs.targets[k] + units.channels - first_channel;
        for (std::uint32_t unit = after % units.channels; unit < units.size; unit += units.channels) {
            given.offsets.push_back(inputs.offsets[k]);
            given.targets.push_back(static_cast<std::uint16_t>(unit));
        }
    }
    inputs = std::move(given);
}

void give_to_all(std::uint32_t units, DriveInputs& inputs) {
    const std::size_t n = inputs.offsets.size();
    inputs.offsets.resize(n * units);
    inputs.targets.assign(n * units, 0);
    for (std::uint32_t unit = 1; unit < units; ++unit)
        for (std::size_t k = 0; k < n; ++k) {
            inputs.offsets[unit * n + k] = inputs.offsets[k];
            inputs.targets[unit * n + k] = static_cast<std::uint16_t>(unit);
        }
}

}  // namespace limen::lsm
