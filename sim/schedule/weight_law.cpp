// Draws weights.
#include "schedule/weight_law.hpp"

#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "limen/math.hpp"

namespace limen {

WeightLaw::WeightLaw(const ProjectionSpec& projection)
    : x_law(projection.weight_law), x_mean(projection.weight), x_spread(projection.weight_spread) {
    if (x_law != WeightSpread::lognormal || constant()) return;
    // Mean w and deviation s of a log-normal number whose logarithm has mean ln w - v/2 and variance v = ln(1 +
    // s^2/w^2).
    const double ratio = x_spread / x_mean, variance = std::log1p(ratio * ratio);
    x_log_mean = std::log(std::fabs(x_mean)) - variance / 2;
    x_log_spread = std::sqrt(variance);
}

double WeightLaw::normal(Random& random) const { return boost::random::normal_distribution<double>()(random); }

float WeightLaw::operator()(Random& random) const {
    if (constant()) return static_cast<float>(x_mean);
    double weight = 0;
    do {
        switch (x_law) {
            case WeightSpread::normal:
                weight = x_mean + x_spread * normal(random);
                break;
            case WeightSpread::uniform:
                weight = x_mean + x_spread * (2 * random.uniform() - 1);
                break;
            case WeightSpread::lognormal:
                weight = std::copysign(math::exp(x_log_mean + x_log_spread * normal(random)), x_mean);
                break;
        }
    } while (weight * x_mean <= 0);
    return static_cast<float>(weight);
}

}  // namespace limen
