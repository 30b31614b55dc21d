// Random orders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "limen/core/random.hpp"

namespace limen {

// Puts the items, fewer than 2^32, into an order of which each is as likely (Fisher and Yates), with a number of the
// stream for each item but one, from the last place on. The order of the draws is part of the results.
template <class T>
void shuffle(std::span<T> items, Random& random) {
    for (std::size_t left = items.size(); left > 1; --left)
        std::swap(items[left - 1], items[random.below(static_cast<std::uint32_t>(left))]);
}

}  // namespace limen
