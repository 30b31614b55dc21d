// Poisson times of a block: how many, then when and for whom, which is the same process as one for each unit.
#pragma once

#include "limen/drive.hpp"
#include "limen/random.hpp"

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

// Gives the inputs of a single unit to each of `units` units.
void give_to_all(std::uint32_t units, DriveInputs& inputs);

}  // namespace limen::lsm
