// The matrices that a reservoir is drawn with: their laws, their streams, and what cannot be drawn.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

bool same_weights(const EsnPopulation& a, const EsnPopulation& b) {
    return same(dense(a.W()), dense(b.W())) && std::ranges::equal(a.W_in(), b.W_in()) &&
           std::ranges::equal(a.bias(), b.bias());
}

// Whether some walk along the nonzeros comes back: only then has a matrix with random entries an eigenvalue but 0.
bool has_cycle(const Eigen::MatrixXd& matrix) {
    const Eigen::MatrixXd step = nonzeros(matrix);
    Eigen::MatrixXd walks = step;
    for (Eigen::Index length = 1; length < matrix.rows(); ++length) walks = nonzeros(product(walks, step));
    return !all_are(0, walks);
}

std::string refused_key(const Esn& parameters, std::uint64_t seed = 1) {
    try {
        make(parameters, seed);
    } catch (const ParameterError& error) {
        return error.key();
    }
    return "";
}

}  // namespace

TEST_CASE("W has the wanted spectral radius to 1e-8, whatever its size and seed") {
    int complex_pairs = 0, real_ones = 0;
    for (const std::int64_t size : {1, 10, 60, 99, 100, 150, 300})
        for (const std::uint64_t seed : {1U, 2U, 3U})
            for (const double wanted : {0.5, 0.95, 1.3}) {
                CAPTURE(size);
                CAPTURE(seed);
                const EsnPopulation population =
                    make({.size = size, .spectral_radius = wanted, .density = size < 60 ? 1 : 0.1}, seed);
                const std::complex<double> largest = largest_eigenvalue(dense(population.W()));
                CHECK(std::abs(largest) == doctest::Approx(wanted).epsilon(1e-8));
                (largest.imag() == 0 ? real_ones : complex_pairs) += 1;
            }
    CHECK(complex_pairs > 0);
    CHECK(real_ones > 0);
}

TEST_CASE("input weights and biases are uniform within their scaling") {
    const EsnPopulation population = make({.size = 300, .input_scaling = 0.25, .bias_scaling = 2}, 1, 0, 12);
    const auto check_uniform = [](std::span<const double> values, double scaling) {
        const auto n = static_cast<double>(values.size());
        const Eigen::MatrixXd x = from_rows(values, static_cast<Eigen::Index>(values.size()), 1);
        CHECK(largest(x) <= scaling);
        CHECK(largest(x) > 0.98 * scaling);
        CHECK(std::abs(mean(x)) < 5 * scaling / std::sqrt(3 * n));
        // The variance of a uniform number is s^2/3; that of its square s^4 4/45.
        CHECK(std::abs(mean_square(x) - scaling * scaling / 3) < 5 * scaling * scaling * std::sqrt(4 / (45 * n)));
    };
    CHECK(population.W_in().size() == 300 * 12);
    check_uniform(population.W_in(), 0.25);
    CHECK(population.bias().size() == 300);
    check_uniform(population.bias(), 2);
}

TEST_CASE("the same seed draws the same reservoir, another seed or population another") {
    const Esn parameters{.size = 120, .bias_scaling = 1};
    const EsnPopulation drawn = make(parameters, 5, 1);
    CHECK(same_weights(drawn, make(parameters, 5, 1)));
    for (const EsnPopulation& other : {make(parameters, 6, 1), make(parameters, 5, 2)}) {
        CHECK_FALSE(same(dense(drawn.W()), dense(other.W())));
        CHECK_FALSE(std::ranges::equal(drawn.W_in(), other.W_in()));
        CHECK_FALSE(std::ranges::equal(drawn.bias(), other.bias()));
    }
}

TEST_CASE("a unit's input weights and bias do not depend on how many units there are") {
    const EsnPopulation few = make({.size = 20, .bias_scaling = 1}), many = make({.size = 40, .bias_scaling = 1});
    CHECK(std::ranges::equal(few.W_in(), many.W_in().first(few.W_in().size())));
    CHECK(std::ranges::equal(few.bias(), many.bias().first(few.bias().size())));
}

TEST_CASE("a reservoir whose W has no cycle cannot be scaled, and every other one can") {
    int refused = 0;
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const Esn parameters{.size = 14, .density = 0.06};
        const std::string key = refused_key(parameters, seed);
        if (key.empty()) {
            CHECK(has_cycle(dense(make(parameters, seed).W())));
        } else {
            CHECK(key == "spectral_radius");
            ++refused;
        }
    }
    CHECK(refused > 5);
    CHECK(refused < 55);
}

TEST_CASE("a reservoir without any recurrent weight is refused") {
    CHECK(refused_key({.size = 1, .density = 1e-9}) == "spectral_radius");
    CHECK(refused_key({.size = 200, .density = 1e-9}) == "spectral_radius");
}

TEST_CASE("more units than can be numbered are refused") {
    CHECK(refused_key({.size = 65537}) == "size");
    CHECK(refused_key({.size = std::int64_t{1} << 40, .density = 1e-12}) == "size");
}

TEST_CASE("input weights of one absolute value have random signs, or those of pi") {
    const EsnPopulation random =
        make({.size = 1000, .density = 0.01, .input_scaling = 0.3, .input_weights = "sign"}, 1, 0, 1);
    const auto positive = std::ranges::count(random.W_in(), 0.3), negative = std::ranges::count(random.W_in(), -0.3);
    CHECK(positive + negative == 1000);
    CHECK(std::abs(positive - negative) < 5 * 32);
    // 3.14159265358: digits from 5 on are positive.
    const std::vector<double> signs{-1, -1, -1, 1, 1, -1, 1, 1, -1, 1, 1};
    CHECK(std::ranges::equal(make({.size = 11, .input_weights = "pi"}, 1, 0, 1).W_in(), signs));
    // Of two channels the first has the same signs, the next has the digits after.
    const EsnPopulation two = make({.size = 4, .input_scaling = 2, .input_weights = "pi"}, 1, 0, 2);
    CHECK(std::ranges::equal(two.W_in(), std::vector<double>{-2, 2, -2, -2, -2, 2, 2, 2}));
}

TEST_CASE("normal input weights have the input scaling for deviation, constant ones are it") {
    const EsnPopulation normal =
        make({.size = 2000, .density = 0.01, .input_scaling = 3, .input_weights = "normal"}, 1, 0, 5);
    double square = 0;
    for (const double w : normal.W_in()) square += w * w / 10'000;
    CHECK(std::abs(square - 9) < 5 * 9 * std::sqrt(2.0) / 100);
    const EsnPopulation constant = make({.size = 20, .input_scaling = 3, .input_weights = "constant"});
    for (const double w : constant.W_in()) CHECK(w == 3);
}

TEST_CASE("the share of input weights that are not 0 is their density, and their law stays") {
    for (const char* law : {"uniform", "normal", "sign", "pi"}) {
        const EsnPopulation population =
            make({.size = 1000, .density = 0.01, .input_weights = law, .input_density = 0.3}, 1, 0, 10);
        const auto zeros = static_cast<double>(std::ranges::count(population.W_in(), 0.0));
        CHECK(std::abs(zeros - 7000) < 5 * std::sqrt(2100.0));
    }
}

TEST_CASE("more digits of pi than there are to have are refused") {
    try {
        make({.size = 65536, .density = 1e-4, .input_weights = "pi"}, 1, 0, 17);
        FAIL("must be refused");
    } catch (const ParameterError& error) {
        CHECK(error.key() == "input_weights");
    }
}

TEST_CASE("jumps that would meet, or none at all, are refused") {
    const auto with_jumps = [](std::int64_t size, std::int64_t length) {
        return refused_key({.size = size, .reservoir = "cycle", .jump_length = length});
    };
    for (const std::int64_t length : {1, 9, 10, 100}) CHECK(with_jumps(18, length) == "jump_length");
    for (const std::int64_t length : {0, 2, 8}) CHECK(with_jumps(18, length).empty());
    CHECK(with_jumps(5, 2) == "jump_length");
}

TEST_CASE("rings have no matrix, and every synapse is counted") {
    const EsnPopulation cycle = make({.size = 20, .reservoir = "cycle", .jump_length = 5});
    REQUIRE(cycle.reservoir().ring);
    CHECK(cycle.reservoir().W.size() == 0);
    CHECK(cycle.internal_synapses() == 28);
    CHECK(cycle.W().nonZeros() == 28);
}

TEST_CASE("an estimate knows the number of synapses, and scales nothing") {
    for (const char* kind : {"random", "orthogonal", "permutation", "cycle"}) {
        const Esn parameters{.size = 30, .density = 0.5, .reservoir = kind};
        PopulationContext context{1, 0, 3};
        const EsnPopulation whole(parameters, context);
        context.estimate = true;
        CHECK(EsnPopulation(parameters, context).internal_synapses() == whole.internal_synapses());
        CHECK(EsnPopulation(parameters, context).bytes() == whole.bytes());
    }
}

TEST_CASE("parameters that say nothing beside the others are named") {
    const auto names = [](const Esn& parameters) {
        std::vector<std::string> found;
        for (const UnusedParameter& unused : unused_parameters(parameters)) found.push_back(unused.name);
        return found;
    };
    using Names = std::vector<std::string>;
    const Names intrinsic{"intrinsic_mean", "intrinsic_std", "intrinsic_frames", "intrinsic_epochs"};
    const auto with = [](Names names, const Names& more) {
        names.insert(names.end(), more.begin(), more.end());
        return names;
    };
    const auto plain = [&](const Names& weights) { return with(weights, intrinsic); };
    CHECK(names({}) ==
          plain({"spectral_norm", "weight_scale", "ring_weight", "feedback_weight", "jump_length", "jump_weight"}));
    CHECK(names({.in_degree = 3}).front() == "density");
    CHECK(names({.reservoir = "cycle", .scaling = "none"}) ==
          plain({"density", "in_degree", "weights", "spectral_radius", "spectral_norm", "feedback_weight",
                 "jump_weight"}));
    CHECK(names({.reservoir = "delay_line", .scaling = "spectral_norm"}) ==
          plain({"density", "in_degree", "weights", "spectral_radius", "weight_scale", "jump_length", "jump_weight"}));
    CHECK(names({.reservoir = "small_world"}) ==
          plain({"density", "in_degree", "spectral_norm", "weight_scale", "ring_weight", "feedback_weight",
                 "jump_length", "jump_weight"}));
    Esn adaptive;
    adaptive.intrinsic_rate = 1e-3;
    CHECK(names(adaptive).back() == "jump_weight");
    adaptive.activation = "logistic";
    CHECK(names(adaptive).back() == "intrinsic_std");
}
