// The middles and ends of the three laws.
#include "schedule/spread.hpp"

namespace limen {

Spread::Spread(SpreadLaw law, double mean, double spread) : x_law(law), x_mean(mean), x_spread(spread) {
    if (x_law != SpreadLaw::lognormal || constant()) return;
    // Mean w and deviation s of a log-normal number whose logarithm has mean ln w - v/2 and variance v = ln(1 +
    // s^2/w^2).
    const double ratio = x_spread / x_mean, variance = std::log1p(ratio * ratio);
    x_log_mean = std::log(std::fabs(x_mean)) - variance / 2;
    x_log_spread = std::sqrt(variance);
}

Spread::Range Spread::within(double deviations) const {
    if (constant()) return {x_mean, x_mean};
    switch (x_law) {
        case SpreadLaw::normal:
            return {x_mean - deviations * x_spread, x_mean + deviations * x_spread};
        case SpreadLaw::uniform:
            return {x_mean - x_spread, x_mean + x_spread};
        case SpreadLaw::lognormal:
            break;
    }
    const double low = std::copysign(math::exp(x_log_mean - deviations * x_log_spread), x_mean);
    const double high = std::copysign(math::exp(x_log_mean + deviations * x_log_spread), x_mean);
    return {std::fmin(low, high), std::fmax(low, high)};
}

}  // namespace limen
