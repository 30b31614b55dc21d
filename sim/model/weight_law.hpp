// What the weights of a projection are drawn from.
#pragma once

#include <cmath>

#include "limen/model/model.hpp"
#include "schema/spread.hpp"

namespace limen {

// Weights of one sign with the mean and the spread of the projection; a draw of the other sign, or beyond the w_max of
// its plasticity, is drawn again.
class WeightLaw {
public:
    explicit WeightLaw(const ProjectionSpec& projection)
        : x_spread(projection.weight_law, projection.weight, projection.weight_spread),
          x_most(projection.stdp.on ? projection.stdp.w_max : HUGE_VAL) {}
    bool constant() const noexcept { return x_spread.constant(); }
    template <class Generator>
    float operator()(Generator& random) const {
        double weight = x_spread(random);
        while (!constant() && (weight * x_spread.mean() <= 0 || weight > x_most)) weight = x_spread(random);
        return static_cast<float>(weight);
    }

private:
    Spread x_spread;
    double x_most;
};

}  // namespace limen
