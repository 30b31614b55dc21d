// Finds, in a row of targets, those that are candidates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace limen::lsm {

// Puts the places in `targets` (all below 1,024) whose bit is set in `bits` (32 words) into `places`, in order.
void find_candidates(std::span<const std::uint16_t> targets, std::span<const std::uint32_t> bits,
                     std::vector<std::uint32_t>& places);

}  // namespace limen::lsm
