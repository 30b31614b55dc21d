// What each way of scaling promises, and what cannot be scaled.
#include "esn/scaling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

// The key that is refused, and the message.
std::pair<std::string, std::string> refusal(const Esn& parameters, std::uint64_t seed = 1) {
    try {
        make(parameters, seed);
    } catch (const ParameterError& error) {
        return {error.key(), error.what()};
    }
    return {};
}

std::vector<Esn> kinds() {
    return {{.size = 120, .density = 0.1},
            {.size = 120, .in_degree = 5, .weights = "sign"},
            {.size = 120, .reservoir = "orthogonal"},
            {.size = 120, .reservoir = "permutation"},
            {.size = 120, .reservoir = "cycle", .ring_weight = -0.5},
            {.size = 120, .reservoir = "cycle", .jump_length = 7, .jump_weight = 0.4},
            {.size = 120, .reservoir = "delay_line", .feedback_weight = 0.2}};
}

}  // namespace

TEST_CASE("scaled to a spectral radius, every kind has it") {
    for (Esn parameters : kinds())
        for (const double wanted : {0.0, 0.5, 0.95, 1.3}) {
            CAPTURE(parameters.reservoir);
            parameters.spectral_radius = wanted;
            const EsnPopulation population = make(parameters);
            CHECK(population.reservoir().spectral_radius == wanted);
            if (const auto& ring = population.reservoir().ring; ring && !ring->closed)
                // Its eigenvalues are known; a dense decomposition would be wrong, so far is it from normal.
                CHECK(2 * std::sqrt(ring->weight * ring->feedback) * std::cos(M_PI / 121) ==
                      doctest::Approx(wanted).epsilon(1e-12));
            else
                CHECK(dense_radius(dense(population.W())) == doctest::Approx(wanted).epsilon(1e-8));
        }
}

TEST_CASE("scaled to a spectral norm, every kind has it, and a delay line too") {
    std::vector<Esn> all = kinds();
    all.push_back({.size = 120, .reservoir = "delay_line"});
    for (Esn parameters : all) {
        CAPTURE(parameters.reservoir);
        parameters.scaling = "spectral_norm";
        parameters.spectral_norm = 0.8;
        const EsnPopulation population = make(parameters);
        CHECK(dense_norm(dense(population.W())) == doctest::Approx(0.8).epsilon(1e-8));
        CHECK(population.reservoir().spectral_norm == 0.8);
    }
}

TEST_CASE("an orthogonal reservoir and a permutation have all singular values equal to the radius") {
    for (const char* kind : {"orthogonal", "permutation"}) {
        const EsnPopulation population = make({.size = 120, .spectral_radius = 0.7, .reservoir = kind});
        CHECK(from_orthogonal(dense(population.W()), 0.49) < 1e-13);
    }
}

TEST_CASE("a row is divided by the sum of its magnitudes or by its number of entries; one without any is left") {
    const Esn raw{.size = 60, .density = 0.03, .scaling = "none"};
    const Eigen::MatrixXd W = dense(make(raw).W());
    Esn parameters = raw;
    parameters.weight_scale = 0.5;
    parameters.scaling = "row_sum";
    const Eigen::MatrixXd by_sum = dense(make(parameters).W());
    parameters.scaling = "in_degree";
    const Eigen::MatrixXd by_degree = dense(make(parameters).W());
    int empty = 0;
    for (Eigen::Index row = 0; row < 60; ++row) {
        double sum = 0, count = 0;
        bool right_by_sum = true, right_by_degree = true;
        for (Eigen::Index column = 0; column < 60; ++column) {
            sum += std::abs(W(row, column));
            count += W(row, column) != 0 ? 1 : 0;
        }
        if (count == 0) ++empty;
        for (Eigen::Index column = 0; column < 60; ++column) {
            const double half = 0.5 * W(row, column);
            right_by_sum = right_by_sum && std::abs(by_sum(row, column) * (count == 0 ? 1 : sum) - half) < 1e-15;
            right_by_degree = right_by_degree && std::abs(by_degree(row, column) * std::max(count, 1.0) - half) < 1e-15;
        }
        CHECK(right_by_sum);
        CHECK(right_by_degree);
    }
    CHECK(empty > 0);
}

TEST_CASE("weights that are left as they are, are those that were given") {
    const EsnPopulation line = make({.size = 5, .reservoir = "delay_line", .scaling = "none", .ring_weight = 0.98});
    REQUIRE(line.reservoir().ring);
    CHECK(line.reservoir().ring->weight == 0.98);
    CHECK(line.internal_synapses() == 4);
    const EsnPopulation constant =
        make({.size = 5, .density = 1, .weights = "constant", .scaling = "none", .weight_scale = 0.1});
    CHECK(all_are(0.1, dense(constant.W())));
}

TEST_CASE("a nilpotent W is refused with what works") {
    const auto [key, message] = refusal({.size = 50, .reservoir = "delay_line"});
    CHECK(key == "spectral_radius");
    CHECK(message.find("scaling = \"none\"") != std::string::npos);
    CHECK(message.find("ring_weight") != std::string::npos);
    CHECK(refusal({.size = 50, .reservoir = "delay_line", .ring_weight = 0, .feedback_weight = 1}).first ==
          "spectral_radius");
    const auto [drawn_key, drawn_message] = refusal({.size = 200, .density = 1e-4});
    CHECK(drawn_key == "spectral_radius");
    CHECK(drawn_message.find("no cycle") != std::string::npos);
}

TEST_CASE("a nilpotent W is refused for an estimate as well") {
    CHECK_THROWS_AS(EsnPopulation({.size = 50, .reservoir = "delay_line"},
                                  {.seed = 1, .id = 0, .channels = 1, .rule = {}, .estimate = true}),
                    ParameterError);
}

TEST_CASE(
    "a W without any weight is refused for an estimate as well, whatever it is scaled to, with advice that works") {
    for (const char* scaling : {"spectral_radius", "spectral_norm"})
        for (const Esn& p : {Esn{.size = 1, .density = 1e-9}, Esn{.size = 9, .reservoir = "cycle", .ring_weight = 0}}) {
            Esn zero = p;
            zero.scaling = scaling;
            const PopulationContext estimate{.seed = 1, .id = 0, .channels = 1, .rule = {}, .estimate = true};
            CHECK_THROWS_AS(EsnPopulation(zero, estimate), ParameterError);
            CHECK(refusal(zero).first == scaling);
            CHECK(refusal(zero).second.find("scaling = \"none\"") != std::string::npos);
            zero.scaling = "none";
            CHECK(refusal(zero).first.empty());
        }
    CHECK(refusal({.size = 1, .density = 1, .scaling = "spectral_norm"}).first.empty());
}

TEST_CASE("weights of inputs whose sums may be no numbers are refused") {
    CHECK(refusal({.input_scaling = 1e308}).first == "input_scaling");
    CHECK(refusal({.bias_scaling = 1e200}).first == "bias_scaling");
    CHECK(refusal({.spectral_radius = 1e300}).first == "spectral_radius");
}

TEST_CASE("what no factor can reach is refused") {
    CHECK(refusal({.size = 1, .density = 1e-9, .scaling = "spectral_norm"}).first == "spectral_norm");
    CHECK(refusal({.size = 9, .reservoir = "cycle", .ring_weight = 1e-310}).first == "spectral_radius");
    CHECK(refusal({.size = 9, .reservoir = "cycle", .scaling = "row_sum"}).first == "scaling");
    CHECK(refusal({.size = 9, .reservoir = "delay_line", .scaling = "none", .weight_scale = 1e10, .ring_weight = 1e300})
              .first == "scaling");
}
