// What trials are for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace limen {

enum class Split : std::uint8_t { train = 0, test = 1, validation = 2 };

// The names in the order of Split.
inline constexpr std::array<std::string_view, 3> split_names{"train", "test", "validation"};
constexpr std::string_view name_of(Split split) { return split_names[static_cast<std::size_t>(split)]; }

// What a trial is for by the splits of all trials; where none are given, all are for training.
constexpr Split split_of(std::span<const Split> splits, std::size_t trial) {
    return splits.empty() ? Split::train : splits[trial];
}

}  // namespace limen
