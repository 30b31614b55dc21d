// What the delays of a projection are drawn from.
#pragma once

#include <cstdint>

#include "schedule/spread.hpp"

namespace limen {

// Delays with the mean and the spread of the projection, rounded to multiples of its resolution, so that they are few:
// delay(0) < delay(1) < ... < delay(count() - 1). What is below delay_min, or further from the middle than
// `deviations`, is drawn again. Without a spread there is one, the delay of the projection as it is. Any thread.
class DelayLaw {
public:
    // Beyond it, on either side, lie three draws in ten million.
    static constexpr double deviations = 5;
    // That a projection may have: each costs its sources' spikes an event, and each block four bytes for each source.
    static constexpr double most_delays = 4096;

    explicit DelayLaw(const ProjectionSpec& projection);

    double count() const noexcept { return x_last - x_first + 1; }
    double delay(std::uint32_t number) const noexcept;  // ms
    // The number of a delay.
    template <class Generator>
    std::uint32_t operator()(Generator& random) const {
        if (x_spread.constant()) return 0;
        double delay = 0;
        do delay = x_spread(random);
        while (delay < x_range.least || delay > x_range.most);
        return static_cast<std::uint32_t>(rounding_up(delay) - x_first);
    }

private:
    // Its whole part is the nearest multiple of the resolution.
    double rounding_up(double delay) const noexcept { return std::fmax(1.0, delay * x_per_ms + 0.5); }

    Spread x_spread;
    Spread::Range x_range;  // of the draws that are taken
    double x_resolution, x_per_ms;
    double x_first = 0, x_last = 0;  // multiples
};

}  // namespace limen
