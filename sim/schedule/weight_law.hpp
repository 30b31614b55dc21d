// What the weights of a projection are drawn from.
#pragma once

#include "limen/model.hpp"
#include "limen/random.hpp"

namespace limen {

// Weights of one sign with the mean and the spread of the projection; a draw of the other sign is drawn again.
class WeightLaw {
public:
    explicit WeightLaw(const ProjectionSpec& projection);
    bool constant() const noexcept { return x_spread == 0; }
    float operator()(Random& random) const;

private:
    double normal(Random& random) const;

    WeightSpread x_law;
    double x_mean, x_spread;
    double x_log_mean = 0, x_log_spread = 0;  // of the logarithm, for a log-normal law
};

}  // namespace limen
