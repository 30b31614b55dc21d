// The middles and ends of the laws.
#include "schema/spread.hpp"

#include <boost/math/special_functions/gamma.hpp>

namespace limen {

Spread::Spread(SpreadLaw law, double mean, double spread) : x_law(law), x_mean(mean), x_spread(spread) {
    if (constant()) return;
    if (x_law == SpreadLaw::gamma) {
        x_shape = x_mean / x_spread * (x_mean / x_spread);
        x_scale = x_spread / x_mean * x_spread;
    }
    if (x_law != SpreadLaw::lognormal) return;
    // A log-normal number has mean w and deviation s if its logarithm has mean ln w - v/2 and variance
    //     v = ln(1 + s^2/w^2)
    const double ratio = x_spread / x_mean, variance = std::log1p(ratio * ratio);
    x_log_mean = std::log(std::fabs(x_mean)) - variance / 2;
    x_log_spread = std::sqrt(variance);
}

// In double precision alone, so that it is the same wherever long double is.
double Spread::gamma_quantile(double share) const {
    using Policy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;
    return share > 0 ? x_scale * boost::math::gamma_p_inv(x_shape, share, Policy()) : 0;
}

Spread::Range Spread::within(double deviations) const {
    if (constant()) return {x_mean, x_mean};
    switch (x_law) {
        case SpreadLaw::normal:
            return {x_mean - deviations * x_spread, x_mean + deviations * x_spread};
        case SpreadLaw::uniform:
            return {x_mean - x_spread, x_mean + x_spread};
        case SpreadLaw::gamma: {
            const double tail = std::erfc(deviations / std::sqrt(2.0)) / 2;
            const double far = x_scale * boost::math::gamma_q_inv(x_shape, tail);
            const double near = gamma_quantile(tail);
            return {std::fmin(near, far), std::fmax(near, far)};
        }
        case SpreadLaw::lognormal:
            break;
    }
    const double low = std::copysign(math::exp(x_log_mean - deviations * x_log_spread), x_mean);
    const double high = std::copysign(math::exp(x_log_mean + deviations * x_log_spread), x_mean);
    return {std::fmin(low, high), std::fmax(low, high)};
}

}  // namespace limen
