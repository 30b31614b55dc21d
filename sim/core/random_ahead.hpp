// Random numbers made many at a time.
#pragma once

#include <array>

#include "limen/core/random.hpp"

namespace limen {

// Gives the numbers of a stream, one by one, at the price of Random::fill. One thread at a time.
class RandomAhead {
public:
    using result_type = Random::result_type;

    explicit RandomAhead(const Random& random) : x_random(random) {}

    static constexpr result_type min() { return Random::min(); }
    static constexpr result_type max() { return Random::max(); }

    result_type operator()() noexcept {
        if (x_next == x_numbers.size()) {
            x_random.fill(x_numbers);
            x_next = 0;
        }
        return x_numbers[x_next++];
    }
    double uniform() noexcept { return Random::uniform_of((*this)()); }

private:
    Random x_random;
    std::array<result_type, 64> x_numbers;  // as many as Random::fill makes at once
    std::size_t x_next = x_numbers.size();
};

}  // namespace limen
