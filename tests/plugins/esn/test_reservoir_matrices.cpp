// The matrices that a reservoir is drawn with: their laws, their streams, and what cannot be drawn.
#include <doctest/doctest.h>

#include <algorithm>

#include "esn_fixture.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

bool same(const EsnPopulation& a, const EsnPopulation& b) {
    return a.W().toDense() == b.W().toDense() && std::ranges::equal(a.W_in(), b.W_in()) &&
           std::ranges::equal(a.bias(), b.bias());
}

// Whether some walk along the nonzeros comes back: only then has a matrix with random entries an eigenvalue but 0.
bool has_cycle(const Eigen::MatrixXd& matrix) {
    const Eigen::MatrixXd step = (matrix.array() != 0).cast<double>();
    Eigen::MatrixXd walks = step;
    for (Eigen::Index length = 1; length < matrix.rows(); ++length)
        walks = ((walks * step).array() != 0).cast<double>();
    return walks.any();
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
                const Eigen::VectorXcd eigenvalues = population.W().toDense().eigenvalues();
                Eigen::Index largest = 0;
                CHECK(eigenvalues.cwiseAbs().maxCoeff(&largest) == doctest::Approx(wanted).epsilon(1e-8));
                (eigenvalues[largest].imag() == 0 ? real_ones : complex_pairs) += 1;
            }
    CHECK(complex_pairs > 0);
    CHECK(real_ones > 0);
}

TEST_CASE("the share of nonzeros in W is the density") {
    for (const double density : {0.05, 0.2, 0.7}) {
        const double entries = 200 * 200, deviation = std::sqrt(entries * density * (1 - density));
        const auto nonzeros = static_cast<double>(make({.size = 200, .density = density}).internal_synapses());
        CHECK(std::abs(nonzeros - entries * density) < 5 * deviation);
    }
    CHECK(make({.size = 50, .density = 1}).internal_synapses() == 2500);
}

TEST_CASE("input weights and biases are uniform within their scaling") {
    const EsnPopulation population = make({.size = 300, .input_scaling = 0.25, .bias_scaling = 2}, 1, 0, 12);
    const auto check_uniform = [](std::span<const double> values, double scaling) {
        const auto n = static_cast<double>(values.size());
        const Eigen::Map<const Eigen::ArrayXd> x(values.data(), static_cast<Eigen::Index>(values.size()));
        CHECK(x.abs().maxCoeff() <= scaling);
        CHECK(x.abs().maxCoeff() > 0.98 * scaling);
        CHECK(std::abs(x.mean()) < 5 * scaling / std::sqrt(3 * n));
        // The variance of a uniform number is s^2/3; that of its square s^4 4/45.
        CHECK(std::abs(x.square().mean() - scaling * scaling / 3) < 5 * scaling * scaling * std::sqrt(4 / (45 * n)));
    };
    CHECK(population.W_in().size() == 300 * 12);
    check_uniform(population.W_in(), 0.25);
    CHECK(population.bias().size() == 300);
    check_uniform(population.bias(), 2);
}

TEST_CASE("the same seed draws the same reservoir, another seed or population another") {
    const Esn parameters{.size = 120, .bias_scaling = 1};
    const EsnPopulation drawn = make(parameters, 5, 1);
    CHECK(same(drawn, make(parameters, 5, 1)));
    for (const EsnPopulation& other : {make(parameters, 6, 1), make(parameters, 5, 2)}) {
        CHECK(drawn.W().toDense() != other.W().toDense());
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
            CHECK(has_cycle(make(parameters, seed).W().toDense()));
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

TEST_CASE("more units or weights than can be stored are refused before they are drawn") {
    CHECK(refused_key({.size = 65537}) == "size");
    CHECK(refused_key({.size = std::int64_t{1} << 40, .density = 1e-12}) == "size");
    CHECK(refused_key({.size = 65536, .density = 1}) == "density");
}
