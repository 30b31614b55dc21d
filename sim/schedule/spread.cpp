// Draws by the three laws.
#include "schedule/spread.hpp"

#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "limen/math.hpp"

namespace limen {

namespace {

double normal(Random& random) { return boost::random::normal_distribution<double>()(random); }

}  // namespace

Spread::Spread(SpreadLaw law, double mean, double spread) : x_law(law), x_mean(mean), x_spread(spread) {
    if (x_law != SpreadLaw::lognormal || constant()) return;
    // Mean w and deviation s of a log-normal number whose logarithm has mean ln w - v/2 and variance v = ln(1 +
    // s^2/w^2).
    const double ratio = x_spread / x_mean, variance = std::log1p(ratio * ratio);
    x_log_mean = std::log(std::fabs(x_mean)) - variance / 2;
    x_log_spread = std::sqrt(variance);
}

double Spread::operator()(Random& random) const {
    if (constant()) return x_mean;
    switch (x_law) {
        case SpreadLaw::normal:
            return x_mean + x_spread * normal(random);
        case SpreadLaw::uniform:
            return x_mean + x_spread * (2 * random.uniform() - 1);
        case SpreadLaw::lognormal:
            break;
    }
    return std::copysign(math::exp(x_log_mean + x_log_spread * normal(random)), x_mean);
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
