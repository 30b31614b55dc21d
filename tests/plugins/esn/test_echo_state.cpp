// Whether reservoirs forget, where that is known.
#include "esn/echo_state.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <map>

#include "esn_fixture.hpp"
#include "limen/core/parallel.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

// Trials of 40 frames with values in plus or minus `scale`.
Trials trials(std::size_t count, double scale = 1, std::size_t channels = 3) {
    Trials made;
    made.channels = channels;
    for (std::size_t trial = 0; trial < count; ++trial) {
        for (const auto& frame : random_frames(40, static_cast<std::uint32_t>(trial), channels))
            for (const double value : frame) made.values.push_back(scale * value / 2);
        made.offsets.push_back(made.offsets.back() + 40);
    }
    return made;
}

Examination examine(const EsnPopulation& population, const Trials& trials) { return esn::examine(population, &trials); }

std::map<std::string, double> findings(const Examination& told) {
    std::map<std::string, double> values;
    for (const Finding& finding : told.findings) values[finding.name] = finding.value;
    return values;
}

}  // namespace

TEST_CASE("a reservoir whose norm is below 1 forgets at least as fast as the norm promises") {
    const EsnPopulation population = make({.size = 80, .scaling = "spectral_norm", .spectral_norm = 0.9});
    const Forgetting seen = forgetting(population, trials(30));
    CHECK(seen.at_first > 1);
    CHECK(seen.at_first <= 2);
    CHECK(seen.at_last <= 1e-14);
    // The largest difference of a unit is at most the length, which is at most sqrt(80) times the largest one.
    CHECK(static_cast<double>(seen.frames) <= std::log(1e-14 / (2 * std::sqrt(80.0))) / std::log(0.9) + 1);
    CHECK(examine(population, trials(30)).warnings.empty());
}

TEST_CASE("a reservoir with a large radius and a weak input does not forget, and its user is told") {
    for (const double leak : {1.0, 0.3}) {
        const EsnPopulation population = make({.size = 80, .spectral_radius = 3, .leak = leak, .input_scaling = 0.01});
        const Examination told = examine(population, trials(30));
        CHECK(findings(told).at("forgetting_distance") > 0.01);
        CHECK(findings(told).at("forgetting_frames") == 1000);
        REQUIRE(told.warnings.size() == 1);
        CHECK(told.warnings[0].find("echo state property") != std::string::npos);
    }
}

// Yildiz, Jaeger and Kiebel 2012, "Re-visiting the echo state property": the radius alone decides nothing.
TEST_CASE("a strong input can make a reservoir forget whose radius is above 1") {
    const EsnPopulation population = make({.size = 80, .spectral_radius = 1.3, .input_scaling = 5});
    CHECK(examine(population, trials(30)).warnings.empty());
}

TEST_CASE("slow forgetting is no lack of it") {
    const EsnPopulation population = make({.size = 60, .spectral_radius = 0.9, .leak = 0.01});
    const Examination told = examine(population, trials(30));
    CHECK(findings(told).at("forgetting_distance") > 1e-3);
    CHECK(told.warnings.empty());
}

TEST_CASE("a few frames tell nothing") {
    const EsnPopulation population = make({.size = 80, .spectral_radius = 3, .input_scaling = 0.01});
    const Examination told = examine(population, trials(2));
    CHECK(findings(told).at("forgetting_frames") == 80);
    CHECK(told.warnings.empty());
    CHECK(findings(examine(population, trials(0))).at("forgetting_frames") == 0);
}

TEST_CASE("a delay line forgets in as many frames as it has units") {
    const EsnPopulation population =
        make({.size = 30, .reservoir = "delay_line", .scaling = "none", .ring_weight = 0.9});
    CHECK(forgetting(population, trials(30)).frames <= 30);
}

TEST_CASE("radii and norms are those of the matrix, with leak and without") {
    for (const char* kind : {"random", "cycle"})
        for (const double leak : {1.0, 0.25}) {
            const EsnPopulation population =
                make({.size = 70, .leak = leak, .reservoir = kind, .scaling = "none", .weight_scale = 0.3});
            const Eigen::MatrixXd W = dense(population.W());
            const auto told = findings(examine(population, trials(3)));
            CHECK(told.at("spectral_radius") == doctest::Approx(dense_radius(W)).epsilon(1e-6));
            CHECK(told.at("spectral_radius_with_leak") ==
                  doctest::Approx(dense_radius(W, 1 - leak, leak)).epsilon(1e-6));
            CHECK(told.at("largest_singular_value") == doctest::Approx(dense_norm(W)).epsilon(1e-6));
        }
}

TEST_CASE("the same on any number of threads") {
    const EsnPopulation population = make({.size = 400, .density = 0.7, .leak = 0.5, .scaling = "row_sum"});
    set_threads(1);
    const auto alone = findings(examine(population, trials(3)));
    for (const unsigned count : {2U, 8U}) {
        set_threads(count);
        CHECK(findings(examine(population, trials(3))) == alone);
    }
    set_threads(0);
}
