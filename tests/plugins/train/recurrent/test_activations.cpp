// tanh and the logistic function are as accurate as they say, everywhere.
#include "train/recurrent/activations.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>

using namespace limen::train;
using namespace limen::train::recurrent;

namespace {

// Distance in units of the last place of `right`.
template <class T>
double ulps(T value, long double right) {
    const T near = static_cast<T>(std::fabs(right));
    const T ulp = std::nextafter(near, std::numeric_limits<T>::infinity()) - near;
    return static_cast<double>(std::fabs(static_cast<long double>(value) - right) / static_cast<long double>(ulp));
}

// The largest error of both over magnitudes from 1e-6 to `most`, on a grid of ratios.
template <class T>
double worst(T most) {
    double error = 0;
    for (T x = T(1e-6); x < most; x *= T(1.0003))
        for (const T y : {x, -x}) {
            const auto exact = static_cast<long double>(y);
            error = std::max(error, ulps(limen::train::recurrent::tanh(y), std::tanh(exact)));
            error = std::max(error, ulps(logistic(y), 1 / (1 + std::exp(-exact))));
        }
    return error;
}

}  // namespace

TEST_CASE("the activations are within a few units of the last place") {
    CHECK(worst<float>(80) < 3);
    CHECK(worst<double>(690) < 4);
}

TEST_CASE("the activations are odd and bounded, and a NaN stays one") {
    for (const float x : {0.0F, 1e-30F, 0.3F, 5.0F, 9.4F, 10.0F, 1e30F, std::numeric_limits<float>::infinity()}) {
        CHECK(limen::train::recurrent::tanh(-x) == doctest::Approx(-limen::train::recurrent::tanh(x)).epsilon(1e-6));
        CHECK(std::abs(limen::train::recurrent::tanh(x)) <= 1);
        CHECK(logistic(x) <= 1);
        CHECK(logistic(-x) >= 0);
    }
    CHECK(limen::train::recurrent::tanh(0.0) == 0);
    CHECK(logistic(0.0) == 0.5);
    CHECK(std::isnan(limen::train::recurrent::tanh(std::numeric_limits<float>::quiet_NaN())));
    CHECK(std::isnan(logistic(std::numeric_limits<double>::quiet_NaN())));
}
