// Poisson times of a block: how many, then when and for whom, which is the same process as one for each unit.
#pragma once

#include "limen/core/math.hpp"
#include "limen/core/random.hpp"
#include "limen/neuron/drive.hpp"

namespace limen::lsm {

// The random numbers of a drive in one block and slice of a trial; in all blocks, if they share them.
Random drive_stream(const DriveContext&, const DriveRequest&, bool shared);

// How dense the inputs of a slice are.
struct PoissonDensity {
    double rate;    // per unit and ms
    double length;  // ms
    std::uint32_t units;
};
// Replaces `inputs` by independent Poisson processes of the units, at exact continuous times; not sorted.
void draw_inputs(Random&, const PoissonDensity&, DriveInputs& inputs);

// Calls use(t) for each time of a single process of `rate` Hz, above 0, within `length` ms, one after the other.
template <class Use>
void for_poisson_times(Random& random, double rate, double length, Use use) {
    constexpr double ms_per_s = 1000;
    for (double t = 0;;) {
        t -= math::log(1 - random.uniform()) * ms_per_s / rate;
        if (t >= length) return;
        use(t);
    }
}

// Thins the inputs of a process of the constant rate `bound` to one of the rate rate(offset, target), which must not
// exceed it: each is kept with the probability rate / bound (Lewis and Shedler 1979, Naval Research Logistics Quarterly
// 26:403).
template <class Rate>
void thin_inputs(Random& random, double bound, Rate rate, DriveInputs& inputs) {
    std::size_t kept = 0;
    for (std::size_t k = 0; k < inputs.offsets.size(); ++k) {
        if (!(random.uniform() * bound < rate(inputs.offsets[k], inputs.targets[k]))) continue;
        inputs.offsets[kept] = inputs.offsets[k];
        inputs.targets[kept++] = inputs.targets[k];
    }
    inputs.offsets.resize(kept);
    inputs.targets.resize(kept);
}

// Gives the inputs of a single unit to each of `units` units.
void give_to_all(std::uint32_t units, DriveInputs& inputs);

// Units of a population, of which unit i belongs to channel i mod channels.
struct ChannelUnits {
    std::uint32_t first, size, channels;
};
// Gives the inputs of each channel to all of its units, which are counted from the first from then on.
void give_to_channels(const ChannelUnits&, DriveInputs& inputs);

}  // namespace limen::lsm
