// Finds, in a row of targets, those that are candidates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace limen::lsm {

// Puts the places in `targets` whose bit is set in `bits` into `places`, in order. `bits` holds one for each possible
// target, in words of 32, and has 32 words or more.
void find_candidates(std::span<const std::uint16_t> targets, std::span<const std::uint32_t> bits,
                     std::vector<std::uint32_t>& places);

}  // namespace limen::lsm
