// The reservoir against the formula of its paper, and what the engine may ask of it.
#include "esn/esn.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

Frames first(const Frames& frames, std::size_t count) { return {frames.begin(), frames.begin() + long(count)}; }

}  // namespace

TEST_CASE("states follow the formula of the paper to 1e-12") {
    Esn parameters{60};
    SUBCASE("without leak") { parameters.leak = 1; }
    SUBCASE("with leak") { parameters.leak = 0.3; }
    SUBCASE("with a small leak") { parameters.leak = 0.01; }
    SUBCASE("with a bias") { parameters.bias_scaling = 0.7; }
    SUBCASE("with a full matrix") { parameters.density = 1; }
    SUBCASE("in saturation") { parameters.input_scaling = 30; }
    SUBCASE("as a sum that leaks") { parameters.leak = 0.3, parameters.update = "leaky_integrator"; }
    SUBCASE("with the logistic function") { parameters.activation = "logistic", parameters.leak = 0.5; }
    SUBCASE("with linear units") { parameters.activation = "identity", parameters.leak = 0.5; }
    SUBCASE("with rectified units") { parameters.activation = "relu", parameters.leak = 0.5; }
    SUBCASE("with a single unit") { parameters.size = 1, parameters.density = 1; }
    const EsnPopulation population = make(parameters);
    const Frames frames = random_frames(40, 1);
    for (const std::size_t count : {1U, 2U, 40U})
        CHECK(distance(run(population, first(frames, count)), reference(population, first(frames, count))) < 1e-12);
}

TEST_CASE("what came before is forgotten as fast as the norm of W promises") {
    Esn parameters{50};
    SUBCASE("without leak") { parameters.spectral_radius = 0.4; }
    SUBCASE("with leak") { parameters.spectral_radius = 0.4, parameters.leak = 0.2; }
    const EsnPopulation population = make(parameters);
    // tanh has slope 1 at most: |h - h'| shrinks by (1 - leak) + leak |W| with each frame.
    const double norm = dense_norm(dense(population.W()));
    const double leak = parameters.leak.values[0], factor = 1 - leak + leak * norm;
    REQUIRE(factor < 1);
    const auto a = run(population, random_frames(10, 4)), b = run(population, random_frames(10, 5));
    const Frames later = random_frames(200, 6);
    const auto gap = [](const std::vector<double>& x, const std::vector<double>& y) {
        double square = 0;
        for (std::size_t i = 0; i < 50; ++i) square += (x[i] - y[i]) * (x[i] - y[i]);
        return std::sqrt(square);
    };
    const double at_first = gap(a, b);
    CHECK(at_first > 0.1);
    for (const std::size_t count : {1U, 5U, 20U, 200U})
        CHECK(gap(run(population, first(later, count), a), run(population, first(later, count), b)) <=
              at_first * std::pow(factor, count) + 1e-14);
}

TEST_CASE("from 0, one frame moves a unit by its leak") {
    const Frames frame = random_frames(1, 7);
    const auto whole = run(make({.size = 30, .leak = 1}), frame), part = run(make({.size = 30, .leak = 0.01}), frame);
    for (std::size_t i = 0; i < whole.size(); ++i) CHECK(part[i] == doctest::Approx(0.01 * whole[i]).epsilon(1e-14));
}

TEST_CASE("a reservoir without input and bias stays at 0") {
    for (const double h : run(make({.size = 30, .input_scaling = 0}), random_frames(20, 8))) CHECK(h == 0);
}

TEST_CASE("a spectral radius of 0 leaves a reservoir without memory") {
    const EsnPopulation population = make({.size = 30, .spectral_radius = 0});
    CHECK(run(population, random_frames(20, 9)) == run(population, {random_frames(20, 9).back()}));
}

TEST_CASE("the offer says what the population can do") {
    const EsnFactory factory;
    CHECK(factory.wants_data());
    CHECK_FALSE(factory.spiking());
    REQUIRE(factory.observables().size() == 1);
    CHECK(factory.observables()[0].name == "h");
    CHECK(factory.observables()[0].unit.empty());
    std::map<std::string, Value> values;
    for (const ParameterInfo& info : schema_of<Esn>()) {
        CAPTURE(info.name);
        CHECK(check(info, info.default_value).empty());
        values[info.name] = info.default_value;
    }
    values["size"] = std::int64_t{40};
    const auto population = factory.make(Parameters(values), {1, 0, 3});
    CHECK(population->size() == 40);
    CHECK(population->block_size() == 40);
    CHECK(population->bytes() >= 12 * population->internal_synapses());
    CHECK(population->make_state({}) == nullptr);
    CHECK(population->make_rate_state({1, 3, 1, 0}) != nullptr);
}
