// Leaks and noise: the laws they are drawn by, and what is refused.
#include "esn/update_rule.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

std::string refused(const Esn& parameters) {
    try {
        draw_leaks(parameters, 1, 0);
    } catch (const ParameterError& error) {
        return error.key();
    }
    return "";
}

Esn with_leak(const PerUnit& leak) {
    Esn parameters{.size = 400};
    parameters.leak = leak;
    return parameters;
}

PerUnit spread(double mean, double width, SpreadLaw law) {
    PerUnit leak(mean);
    leak.spread = width, leak.law = law;
    return leak;
}

}  // namespace

TEST_CASE("leaks are one for all, one for each, or drawn around a mean within 0 and 1") {
    const Leaks same = draw_leaks(with_leak(0.3), 1, 0);
    CHECK(std::count(same.gain.begin(), same.gain.end(), 0.3) == 400);
    CHECK(std::count(same.keep.begin(), same.keep.end(), 0.7) == 400);
    const Leaks drawn = draw_leaks(with_leak(spread(0.4, 0.2, SpreadLaw::uniform)), 1, 0);
    const auto [least, most] = std::minmax_element(drawn.gain.begin(), drawn.gain.end());
    CHECK(*least > 0.2);
    CHECK(*least < 0.21);
    CHECK(*most < 0.6);
    CHECK(*most > 0.59);
    for (std::size_t i = 0; i < 400; ++i) CHECK(drawn.keep[i] + drawn.gain[i] == doctest::Approx(1).epsilon(1e-15));
    CHECK(draw_leaks(with_leak(spread(0.4, 0.2, SpreadLaw::uniform)), 1, 1).gain != drawn.gain);
}

TEST_CASE("a sum that leaks takes all of the activation") {
    Esn parameters = with_leak(0.3);
    parameters.update = "leaky_integrator";
    const Leaks leaks = draw_leaks(parameters, 1, 0);
    CHECK(std::count(leaks.gain.begin(), leaks.gain.end(), 1.0) == 400);
    CHECK(std::count(leaks.keep.begin(), leaks.keep.end(), 0.7) == 400);
}

TEST_CASE("too few or too large leaks are refused") {
    PerUnit two;
    two.values = {0.1, 0.2};
    CHECK(refused(with_leak(two)) == "leak");
    CHECK(refused(with_leak(spread(0.9, 0.3, SpreadLaw::uniform))) == "leak");
    CHECK(refused(with_leak(0.5)).empty());
}

TEST_CASE("noise is uniform, differs between units, frames, trials, populations and seeds, and comes back") {
    Esn parameters{.size = 500, .spectral_radius = 0, .input_scaling = 0};
    parameters.activation = "identity", parameters.state_noise = 0.2;
    const EsnPopulation population = make(parameters);
    const Frames frames = random_frames(40, 1);
    const Samples noise = run_state(population, frames);
    double sum = 0, squares = 0, most = 0;
    for (const auto& row : noise)
        for (const double x : row) sum += x, squares += x * x, most = std::max(most, std::abs(x));
    const double n = 500 * 40, variance = 0.2 * 0.2 / 3;
    CHECK(most <= 0.2);
    CHECK(most > 0.199);
    CHECK(std::abs(sum / n) < 5 * std::sqrt(variance / n));
    CHECK(squares / n == doctest::Approx(variance).epsilon(0.05));
    CHECK(noise[0] != noise[1]);
    CHECK(noise[0][0] != noise[0][1]);
    CHECK(run_state(population, frames) == noise);
    CHECK(run_state(population, frames, 1) != noise);
    CHECK(run_state(make(parameters, 2), frames) != noise);
    CHECK(run_state(make(parameters, 1, 1), frames) != noise);
}
