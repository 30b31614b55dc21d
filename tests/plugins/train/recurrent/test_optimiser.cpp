// Each optimiser's steps are those of its formula, written out.
#include "train/recurrent/optimiser.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace limen::train;
using namespace limen::train::recurrent;

namespace {

// p and g through three steps by `rule(p, g, t)`, t from 1.
template <class Rule>
void check(const OptimiserOptions& options, Rule rule) {
    std::vector<double> parameters{0.5, -2, 3}, expected = parameters;
    Optimiser<double> optimiser(options, parameters.size());
    for (int t = 1; t <= 3; ++t) {
        const std::vector<double> gradient{0.1 * t, -0.3, 2.0 / t};
        optimiser.step(parameters, gradient, 0.01, 0.5);
        for (std::size_t i = 0; i < expected.size(); ++i) rule(i, expected[i], 0.5 * gradient[i], t);
        for (std::size_t i = 0; i < expected.size(); ++i)
            CHECK(parameters[i] == doctest::Approx(expected[i]).epsilon(1e-13));
    }
}

}  // namespace

TEST_CASE("stochastic gradient descent has momentum (Polyak 1964)") {
    double v[3] = {};
    check({Method::sgd, 0.8, 0, 0, 0.1}, [&](std::size_t i, double& p, double g, int) {
        v[i] = 0.8 * v[i] + g + 0.1 * p;
        p -= 0.01 * v[i];
    });
}

TEST_CASE("RMSprop divides by the running root mean square (Tieleman and Hinton 2012)") {
    double s[3] = {};
    check({Method::rmsprop, 0, 0.9, 1e-8, 0}, [&](std::size_t i, double& p, double g, int) {
        s[i] = 0.9 * s[i] + 0.1 * g * g;
        p -= 0.01 * g / (std::sqrt(s[i]) + 1e-8);
    });
}

TEST_CASE("Adam is algorithm 1 of Kingma and Ba (2015); AdamW decays weights apart (Loshchilov and Hutter 2019)") {
    for (const Method method : {Method::adam, Method::adamw}) {
        double m[3] = {}, s[3] = {};
        check({method, 0.9, 0.999, 1e-8, 0.2}, [&](std::size_t i, double& p, double g, int t) {
            if (method == Method::adamw)
                p -= 0.01 * 0.2 * p;
            else
                g += 0.2 * p;
            m[i] = 0.9 * m[i] + 0.1 * g;
            s[i] = 0.999 * s[i] + 0.001 * g * g;
            p -= 0.01 * (m[i] / (1 - std::pow(0.9, t))) / (std::sqrt(s[i] / (1 - std::pow(0.999, t))) + 1e-8);
        });
    }
}

TEST_CASE("the norm is Euclid's") {
    CHECK(norm<double>(std::vector<double>{3, 4}) == 5);
    CHECK(norm<float>(std::vector<float>(10000, 0.01F)) == doctest::Approx(1));
    CHECK(norm<double>(std::vector<double>{}) == 0);
}
