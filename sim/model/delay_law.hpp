// What the delays of a projection are drawn from.
#pragma once

#include <cstdint>

#include "limen/model/model.hpp"
#include "schema/spread.hpp"

namespace limen {

// Delays with the mean and the spread of the projection, rounded to multiples of its resolution, so that they are few:
// delay(0) < delay(1) < ... < delay(count() - 1). What is below delay_min, or further from the middle than
// `deviations`, is drawn again. Without a spread there is one, the delay of the projection as it is. With a resolution
// of 0 the law is continuous: there is one class of delays from shortest() to longest(), and so there is where the rule
// gives each synapse its own, which are then not drawn. Any thread.
class DelayLaw {
public:
    // Beyond it, on either side, lie three draws in ten million.
    static constexpr double deviations = 5;
    // That a projection may have: each costs its sources' spikes an event, and each block four bytes for each source.
    static constexpr double most_delays = 4096;
    // How often the shortest delay of a continuous law, which a slice does not exceed, may fit into the longest: in so
    // many slices a block looks for a spike's arrivals.
    static constexpr double most_slices = 4096;

    explicit DelayLaw(const ProjectionSpec& projection);

    bool given() const noexcept { return x_given; }  // by the rule
    bool continuous() const noexcept { return x_given || (x_resolution == 0 && !x_spread.constant()); }
    double count() const noexcept { return x_last - x_first + 1; }
    double delay(std::uint32_t number) const noexcept;  // ms; of a continuous law the shortest
    // The number of a delay.
    template <class Generator>
    std::uint32_t operator()(Generator& random) const {
        if (x_spread.constant()) return 0;
        return static_cast<std::uint32_t>(rounding_up(within_range(random)) - x_first);
    }

    // Of a continuous law: a delay, which is a 32-bit number of ms from shortest() to longest().
    template <class Generator>
    float exact(Generator& random) const {
        return not_below_least(within_range(random));
    }
    double shortest() const noexcept { return not_below_least(x_range.least); }
    double longest() const noexcept { return not_below_least(x_range.most); }

private:
    template <class Generator>
    double within_range(Generator& random) const {
        double delay = 0;
        do delay = x_spread(random);
        while (delay < x_range.least || delay > x_range.most);
        return delay;
    }
    // The nearest 32-bit number, or the next one where that is below the least delay: rising with the argument.
    float not_below_least(double delay) const noexcept {
        const auto nearest = static_cast<float>(delay);
        return nearest < x_range.least ? std::nextafter(nearest, HUGE_VALF) : nearest;
    }
    // Its whole part is the nearest multiple of the resolution.
    double rounding_up(double delay) const noexcept { return std::fmax(1.0, delay * x_per_ms + 0.5); }

    Spread x_spread;
    Spread::Range x_range;  // of the draws that are taken
    bool x_given;
    double x_resolution, x_per_ms;
    double x_first = 0, x_last = 0;  // multiples
};

// The key of a projection's table that says what its shortest delay is.
const char* shortest_delay_key(const ProjectionSpec&);

}  // namespace limen
