// Numbers with a mean and a spread: what weights and delays have in common.
#pragma once

#include <boost/random/normal_distribution.hpp>
#include <cmath>

#include "limen/core/math.hpp"
#include "limen/schema/per_unit.hpp"

namespace limen {

// Draws by a law with this mean, not 0, and this spread: the standard deviation, or half the width of a uniform law. A
// log-normal or gamma number has the sign of the mean. Any thread.
class Spread {
public:
    struct Range {
        double least, most;
    };

    Spread(SpreadLaw law, double mean, double spread);

    double mean() const noexcept { return x_mean; }
    bool constant() const noexcept { return x_spread == 0; }
    // Generator: Random, or RandomAhead.
    template <class Generator>
    double operator()(Generator& random) const {
        if (constant()) return x_mean;
        if (x_law == SpreadLaw::uniform) return x_mean + x_spread * (2 * random.uniform() - 1);
        if (x_law == SpreadLaw::gamma) return gamma_quantile(random.uniform());
        const double normal = boost::random::normal_distribution<double>()(random);
        if (x_law == SpreadLaw::normal) return x_mean + x_spread * normal;
        return std::copysign(math::exp(x_log_mean + x_log_spread * normal), x_mean);
    }
    // The values at so many standard deviations below and above the middle of a normal law, or of the logarithm of a
    // log-normal one, or at those quantiles of a gamma law; those of a uniform law are its ends.
    Range within(double deviations) const;

private:
    // The number that a share of all draws lies nearer to 0 than, of a gamma law.
    double gamma_quantile(double share) const;

    SpreadLaw x_law;
    double x_mean, x_spread;
    double x_log_mean = 0, x_log_spread = 0;  // of the logarithm, for a log-normal law
    double x_shape = 0, x_scale = 0;          // of a gamma law
};

}  // namespace limen
