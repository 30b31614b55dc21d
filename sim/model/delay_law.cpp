// Which delays a projection can have.
#include "model/delay_law.hpp"

#include <algorithm>
#include <cmath>

namespace limen {

DelayLaw::DelayLaw(const ProjectionSpec& projection)
    : x_spread(projection.delay_law, projection.delay, projection.delay_spread),
      x_range(x_spread.within(deviations)),
      x_given(projection.own_delays.has_value()),
      x_resolution(projection.delay_resolution),
      x_per_ms(1 / x_resolution) {
    if (x_given) x_range = {projection.own_delays->shortest, projection.own_delays->longest};
    if (x_given || x_spread.constant()) return;
    // A tenth of a millisecond has no exact double; ten to a millisecond do, and k / 10 is then the nearest double.
    if (const double whole = std::round(x_per_ms); 1 / whole == x_resolution) x_per_ms = whole;
    x_range.least = std::max(x_range.least, projection.delay_min);
    if (continuous()) return;
    x_first = std::floor(rounding_up(x_range.least));
    x_last = std::floor(rounding_up(x_range.most));
}

double DelayLaw::delay(std::uint32_t number) const noexcept {
    if (continuous()) return shortest();
    if (x_spread.constant()) return x_spread.mean();
    const double multiple = x_first + number;
    return x_per_ms == std::round(x_per_ms) ? multiple / x_per_ms : multiple * x_resolution;
}

const char* shortest_delay_key(const ProjectionSpec& projection) {
    if (projection.own_delays) return "rule";
    return projection.delay_spread > 0 ? "delay_min" : "delay";
}

}  // namespace limen
