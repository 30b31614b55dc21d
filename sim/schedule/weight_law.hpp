// What the weights of a projection are drawn from.
#pragma once

#include "schedule/spread.hpp"

namespace limen {

// Weights of one sign with the mean and the spread of the projection; a draw of the other sign is drawn again.
class WeightLaw {
public:
    explicit WeightLaw(const ProjectionSpec& projection)
        : x_spread(projection.weight_law, projection.weight, projection.weight_spread) {}
    bool constant() const noexcept { return x_spread.constant(); }
    template <class Generator>
    float operator()(Generator& random) const {
        double weight = x_spread(random);
        while (!constant() && weight * x_spread.mean() <= 0) weight = x_spread(random);
        return static_cast<float>(weight);
    }

private:
    Spread x_spread;
};

}  // namespace limen
