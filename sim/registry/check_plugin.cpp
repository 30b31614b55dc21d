// The checks of what plugins hand over; each looks at whole batches, so that it costs next to nothing.
#include "registry/check_plugin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "limen/core/error.hpp"
#include "limen/core/isa.hpp"

namespace limen {

namespace {

constexpr std::uint32_t most_in_block = 65536;  // a target within a block has 16 bits

[[noreturn]] void refuse(const std::string& place, const std::string& message) { throw PluginError(place, message); }

// The bits of a number, so that those from 0 on are in their order, and negative ones and NaN lie beyond all of them.
// Adding 0 turns -0 into 0.
std::uint64_t ordered_bits(double x) noexcept { return std::bit_cast<std::uint64_t>(x + 0.0); }

// The largest target and the largest bits of an offset. A check of each number cost 4 % of a run of Brunel's network;
// as whole numbers they can be taken many at once.
struct Extremes {
    std::uint16_t target = 0;
    std::uint64_t offset = 0;
};
Extremes extremes_of(const DriveInputs& inputs) {
    Extremes found;
    const double* offsets = inputs.offsets.data();
    const std::uint16_t* targets = inputs.targets.data();
    const std::size_t n = inputs.offsets.size();
    vectorised([ offsets, targets, n, out = &found ]() __attribute__((always_inline)) {
        std::uint16_t target = 0;
        for (std::size_t k = 0; k < n; ++k) target = std::max(target, targets[k]);
        std::uint64_t offset = 0;
        for (std::size_t k = 0; k < n; ++k) offset = std::max(offset, std::bit_cast<std::uint64_t>(offsets[k] + 0.0));
        *out = {target, offset};
    });
    return found;
}

std::uint32_t largest(std::span<const std::uint32_t> numbers) {
    std::uint32_t most = 0;
    for (const std::uint32_t x : numbers) most = std::max(most, x);
    return most;
}

void check_inputs(const std::string& place, const DriveBounds& bounds, const DriveInputs& inputs) {
    if (inputs.offsets.size() != inputs.targets.size())
        refuse(place,
               fmt::format("gave {} offsets of inputs, but {} targets", inputs.offsets.size(), inputs.targets.size()));
    if (!std::isfinite(inputs.weight)) refuse(place, fmt::format("gave inputs of weight {}", inputs.weight));
    if (inputs.offsets.empty()) return;
    const std::uint32_t receptors = bounds.target.receptors(inputs.weight < 0);
    if (inputs.receptor >= receptors)
        refuse(place, fmt::format("gave inputs of weight {} for receptor {}, but its target has {} for weights of this "
                                  "sign",
                                  inputs.weight, inputs.receptor + 1, receptors));
    const Extremes most = extremes_of(inputs);
    if (most.target >= bounds.units)
        refuse(place, fmt::format("gave an input to unit {} of a block of {} units", most.target, bounds.units));
    if (most.offset < ordered_bits(bounds.length)) return;
    const auto wrong = std::find_if(inputs.offsets.begin(), inputs.offsets.end(),
                                    [&](double offset) { return !(offset >= 0 && offset < bounds.length); });
    refuse(place, fmt::format("gave an input at {} ms of a slice of {} ms; it must come from 0 ms until just before "
                              "the slice's end",
                              *wrong, bounds.length));
}

void check_currents(const std::string& place, const DriveBounds& bounds, const DriveBuffer& buffer) {
    const std::size_t end = buffer.current_count();
    if (end == bounds.first_currents) return;
    if (!bounds.takes_currents) refuse(place, "gave a current, but the units of its target take none");
    double before = 0;
    for (std::size_t c = bounds.first_currents; c < end; ++c) {
        const std::span<const double> current = buffer.current(c);
        const double offset = buffer.current_offset(c);
        if (current.size() != bounds.units)
            refuse(place, fmt::format("gave {} currents for a block of {} units", current.size(), bounds.units));
        if (!(offset >= before && offset < bounds.length))
            refuse(place, fmt::format("gave a current at {} ms of a slice of {} ms; they must be sorted, from 0 ms "
                                      "until just before the slice's end",
                                      offset, bounds.length));
        before = offset;
        for (const double value : current)
            if (!std::isfinite(value)) refuse(place, fmt::format("gave the current {}, which is not finite", value));
    }
}

void check_scales(const std::string& place, const Population& population) {
    const std::span<const float> scales = population.incoming_scales();
    if (!scales.empty() && scales.size() != population.size())
        refuse(place, fmt::format("has {} incoming scales for {} units", scales.size(), population.size()));
    for (const float scale : scales)
        if (!(std::isfinite(scale) && scale >= 0))
            refuse(place, fmt::format("has an incoming scale of {}; it must be 0 or more", scale));
}

}  // namespace

template <>
float unwritten<float>() noexcept {
    return std::bit_cast<float>(std::uint32_t{0x7fe11e57});
}
template <>
double unwritten<double>() noexcept {
    return std::bit_cast<double>(std::uint64_t{0x7ffc11e57a75edb9});
}

void refuse_nothing(const std::string& place, const char* what) {
    refuse(place, fmt::format("made no {}: it returned a null pointer", what));
}

void check_population(const std::string& place, const Population* population) {
    if (population == nullptr) refuse_nothing(place, "population");
    const std::uint32_t size = population->size(), block = population->block_size();
    if (size == 0) refuse(place, "made a population of no units");
    if (block == 0 || block > most_in_block)
        refuse(place,
               fmt::format("wants blocks of {} units (block_size); they may have 1 to {}", block, most_in_block));
    if (population->excitatory() > size)
        refuse(place, fmt::format("says that {} of its {} units are excitatory", population->excitatory(), size));
    const double slice = population->longest_slice();
    if (!(slice > 0))
        refuse(place, fmt::format("wants slices of at most {} ms (longest_slice); it must be above 0 ms", slice));
    if (const std::size_t positions = population->positions().size(); positions != 0 && positions != size)
        refuse(place, fmt::format("has {} positions for {} units", positions, size));
    for (const Position& position : population->positions())
        for (const float x : position)
            if (!std::isfinite(x)) refuse(place, fmt::format("has a unit at the position {}", x));
    check_scales(place, *population);
}

void check_same_size(const std::string& place, const Population& before, const Population& after) {
    check_population(place, &after);
    if (after.size() != before.size() || after.excitatory() != before.excitatory() ||
        after.block_size() != before.block_size())
        refuse(place, fmt::format("has learnt to be {} units ({} excitatory, blocks of {}), and was {} ({}, {})",
                                  after.size(), after.excitatory(), after.block_size(), before.size(),
                                  before.excitatory(), before.block_size()));
}

void check_sources(const std::string& place, std::uint32_t target, std::span<const std::uint32_t> sources,
                   std::uint32_t size) {
    if (const std::uint32_t last = largest(sources); !sources.empty() && last >= size)
        refuse(place,
               fmt::format("gave target {} the source {}, but there are {} sources, from 0 on", target, last, size));
}

void check_factors(const std::string& place, std::uint32_t target, std::span<const float> factors,
                   bool signed_weights) {
    for (const float factor : factors)
        if (!std::isfinite(factor) || (factor < 0 && !signed_weights))
            refuse(place, fmt::format("gave target {} the relative weight {}; it must be finite{}", target, factor,
                                      signed_weights ? "" : " and 0 or more"));
}

void check_delays(const std::string& place, std::uint32_t target, std::span<const float> delays, DelayRange range) {
    for (const float delay : delays)
        if (!(delay >= range.shortest && delay <= range.longest))
            refuse(place, fmt::format("gave target {} a delay of {} ms; it said that all are from {} to {} ms", target,
                                      delay, range.shortest, range.longest));
}

void check_count(const std::string& place, std::uint32_t target, const char* what, std::size_t count,
                 std::size_t sources) {
    if (count != sources)
        refuse(place, fmt::format("gave target {} {} sources, but {} {}", target, sources, count, what));
}

namespace {

// Bits: the whole number that is as long as a Real.
template <class Bits, class Real>
void check_samples_of(const SampledRows& rows, std::span<const Real> values) {
    Bits wrong = 0;
    // All bits of the exponent: an infinity, or no number.
    constexpr Bits exponent = std::bit_cast<Bits>(std::numeric_limits<Real>::infinity());
    constexpr Bits sign = Bits{1} << (8 * sizeof(Bits) - 1);
    const Bits least = rows.finite ? exponent : exponent + 1;
    for (const Real value : values) wrong |= static_cast<Bits>((std::bit_cast<Bits>(value) & ~sign) >= least);
    if (wrong == 0) return;
    const auto bad = std::find_if(values.begin(), values.end(),
                                  [&](Real value) { return (std::bit_cast<Bits>(value) & ~sign) >= least; });
    const auto place = static_cast<std::size_t>(bad - values.begin());
    const double time = static_cast<double>(rows.first + place / rows.units + 1) * rows.period;
    const bool written = std::bit_cast<Bits>(*bad) != std::bit_cast<Bits>(unwritten<Real>());
    refuse(rows.place, fmt::format("failed at {:.6g} ms of a trial: {} the sample of unit {} for [{}]{}", time,
                                   written ? "wrote" : "did not write", place % rows.units, rows.record,
                                   written ? fmt::format(" as {}, which is not finite", *bad) : std::string()));
}

}  // namespace

void check_samples(const SampledRows& rows, std::span<const float> values) {
    check_samples_of<std::uint32_t>(rows, values);
}

void check_samples(const SampledRows& rows, std::span<const double> values) {
    check_samples_of<std::uint64_t>(rows, values);
}

void check_drive(const std::string& place, const DriveBounds& bounds, const DriveBuffer& buffer) {
    for (const DriveInputs& inputs : buffer.inputs().subspan(bounds.first_inputs)) check_inputs(place, bounds, inputs);
    check_currents(place, bounds, buffer);
}

}  // namespace limen
