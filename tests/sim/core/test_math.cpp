// The elementary functions are as close to the true values as their comments say.
#include "limen/core/math.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "limen/core/random.hpp"

using namespace limen;

namespace {

// The distance in units in the last place of the true value, which long double gives with 11 bits more.
double ulps(double value, long double exact) {
    const double near = static_cast<double>(exact);
    const double unit = std::nextafter(std::fabs(near), HUGE_VAL) - std::fabs(near);
    return static_cast<double>(std::fabs((static_cast<long double>(value) - exact) / static_cast<long double>(unit)));
}

// The largest distance over random arguments between low and high.
template <class F, class Exact>
double worst(double low, double high, F f, Exact exact) {
    Random random(1, Purpose::drive, 0);
    double most = 0;
    for (int i = 0; i < 200'000; ++i) {
        const double x = low + (high - low) * random.uniform();
        most = std::max(most, ulps(f(x), exact(static_cast<long double>(x))));
    }
    return most;
}

}  // namespace

TEST_CASE("exp is within 1 ulp over its whole range, and monotone at its ends") {
    const auto exact = [](long double x) { return std::exp(x); };
    for (const double width : {1e-12, 1e-3, 1.0, 30.0, 700.0})
        CHECK(worst(
                  -width, width, [](double x) { return math::exp(x); }, exact) <= 1);
    CHECK(math::exp(0) == 1);
    CHECK(math::exp(-1e300) < 1e-307);
    CHECK(math::exp(1e300) > 1e307);
}

TEST_CASE("a series is within 2 ulp of exp as far as it reaches, and not much farther") {
    const auto exact = [](long double x) { return std::exp(x); };
    constexpr double short_reach = math::reach_of_series<6>, reach = math::reach_of_series<13>;
    CHECK(worst(
              0, short_reach, [](double x) { return math::exp_series<6>(x); }, exact) <= 1);
    CHECK(worst(
              -reach, reach, [](double x) { return math::exp_series<13>(x); }, exact) <= 1);
    CHECK(worst(
              0, 8 * short_reach, [](double x) { return math::exp_series<6>(x); }, exact) > 1);
}

TEST_CASE("expm1_over is within 3 ulp, smooth through 0") {
    const auto exact = [](long double x) { return x == 0 ? 1.0L : std::expm1(x) / x; };
    for (const double width : {1e-300, 1e-12, 1e-3, 0.34, 0.35, 1.0, 30.0, 500.0})
        CHECK(worst(-width, width, math::expm1_over, exact) <= 3);
    CHECK(math::expm1_over(0) == 1);
}

TEST_CASE("log is within 2 ulp, also near 1") {
    const auto exact = [](long double x) { return std::log(x); };
    CHECK(worst(1e-300, 1e300, math::log, exact) <= 2);
    CHECK(worst(1e-16, 1, math::log, exact) <= 2);
    CHECK(worst(0.7, 1.42, math::log, exact) <= 2);
    CHECK(math::log(1) == 0);
}

TEST_CASE("tanh is within 4 ulp, odd, and 1 far out") {
    const auto exact = [](long double x) { return std::tanh(x); };
    for (const double width : {1e-12, 1e-3, 0.3, 1.0, 5.0, 25.0})
        CHECK(worst(
                  -width, width, [](double x) { return math::tanh(x); }, exact) <= 4);
    for (const double x : {0.0, 1e-300, 0.5, 19.0, 1e300}) CHECK(math::tanh(-x) == -math::tanh(x));
    CHECK(math::tanh(40.0) == 1);
    CHECK(math::tanh(std::numeric_limits<double>::infinity()) == 1);
    CHECK(std::isnan(math::tanh(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("the logistic function is within 4 ulp, and 0 and 1 far out") {
    const auto exact = [](long double x) { return 1 / (1 + std::exp(-x)); };
    for (const double width : {1e-12, 1e-3, 1.0, 30.0, 700.0})
        CHECK(worst(
                  -width, width, [](double x) { return math::logistic(x); }, exact) <= 4);
    CHECK(math::logistic(0.0) == 0.5);
    CHECK(math::logistic(1e300) == 1);
    CHECK(math::logistic(-1e300) < 1e-306);
    CHECK(std::isnan(math::logistic(std::numeric_limits<double>::quiet_NaN())));
}

TEST_CASE("in single precision tanh and the logistic function are within 4 ulp of float") {
    const auto worst_of_float = [](float width, auto f, auto exact) {
        Random random(1, Purpose::drive, 0);
        double most = 0;
        for (int i = 0; i < 200'000; ++i) {
            const auto x = static_cast<float>(width * (2 * random.uniform() - 1));
            const double right = exact(static_cast<double>(x));
            const float near = std::fabs(static_cast<float>(right));
            const double unit = std::nextafter(near, HUGE_VALF) - near;
            most = std::max(most, std::fabs(static_cast<double>(f(x)) - right) / unit);
        }
        return most;
    };
    for (const float width : {1e-6F, 1e-3F, 0.3F, 1.0F, 5.0F, 15.0F, 80.0F}) {
        CHECK(worst_of_float(
                  width, [](float x) { return math::tanh(x); }, [](double x) { return std::tanh(x); }) <= 4);
        CHECK(worst_of_float(
                  width, [](float x) { return math::logistic(x); }, [](double x) { return 1 / (1 + std::exp(-x)); }) <=
              4);
    }
    CHECK(math::tanh(-0.7F) == -math::tanh(0.7F));
    CHECK(math::tanh(1e30F) == 1);
    CHECK(math::logistic(1e30F) == 1);
    CHECK(std::isnan(math::tanh(std::numeric_limits<float>::quiet_NaN())));
    CHECK(std::isnan(math::logistic(std::numeric_limits<float>::quiet_NaN())));
}

TEST_CASE("sin_turns is within 2 ulp from its zeros to its peaks, odd, and as good late as early") {
    // The whole turns are taken off exactly, so that the long double is accurate too.
    const auto exact = [](long double x) {
        const long double half = std::round(2 * x);
        const long double sine = std::sin(2 * 3.14159265358979323846264338327950288L * (x - half / 2));
        return std::fmod(half, 2) == 0 ? sine : -sine;
    };
    for (const double width : {1e-300, 1e-12, 1e-3, 0.25, 0.5, 1.0, 1e3, 1e9})
        CHECK(worst(-width, width, math::sin_turns, exact) <= 2);
    for (const double x : {0.0, 1e-300, 0.1, 0.7, 1e6 + 0.125}) CHECK(math::sin_turns(-x) == -math::sin_turns(x));
    for (const double n : {0.0, 0.5, 1.0, 1e9 + 0.5, 1e15, 1e300}) CHECK(math::sin_turns(n) == 0);
    for (const double n : {0.0, 1.0, 1e9}) {
        CHECK(ulps(math::sin_turns(n + 0.25), 1) <= 1);
        CHECK(ulps(math::sin_turns(n + 0.75), -1) <= 1);
    }
}
