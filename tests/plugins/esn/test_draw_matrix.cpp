// Who listens to whom, and the laws of the weights, before scaling.
#include "esn/draw_matrix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "esn_fixture.hpp"
#include "limen/connect/topology.hpp"
#include "limen/core/parallel.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

const PopulationContext context{1, 0, 3};

Eigen::MatrixXd drawn(const Esn& parameters) { return dense(draw_matrix(parameters, context)); }

std::string refused_key(const Esn& parameters) {
    try {
        draw_matrix(parameters, context);
    } catch (const ParameterError& error) {
        return error.key();
    }
    return "";
}

// Unit t listens to t + 1 twice and to t + 3, with factors 1, 2 and -0.5.
class Skips : public Topology {
public:
    Skips(std::uint32_t units, bool with_factors) : x_units(units), x_with_factors(with_factors) {}
    void prepare() override { x_prepared = true; }
    void sources_of(std::uint32_t target, Random&, std::vector<std::uint32_t>& sources) const override {
        REQUIRE(x_prepared);
        for (const std::uint32_t step : {3U, 1U, 1U}) sources.push_back((target + step) % x_units);
    }
    bool weighted() const override { return x_with_factors; }
    void relative_weights(std::uint32_t, std::vector<float>& factors) const override {
        factors.insert(factors.end(), {-0.5F, 1.0F, 2.0F});
    }
    double expected_synapses() const override { return 3.0 * x_units; }

private:
    std::uint32_t x_units;
    bool x_with_factors, x_prepared = false;
};

Eigen::MatrixXd by_skips(const Esn& parameters, bool with_factors) {
    PopulationContext own = context;
    own.rule = [&](std::uint32_t units) { return std::make_unique<Skips>(units, with_factors); };
    return dense(draw_matrix(parameters, own));
}

}  // namespace

TEST_CASE("entries are there independently of each other, with the density for probability") {
    for (const double density : {0.002, 0.2, 0.7}) {
        const Eigen::MatrixXd there = nonzeros(drawn({.size = 300, .density = density}));
        const double deviation = std::sqrt(density * (1 - density));
        CHECK(std::abs(mean(there) - density) < 5 * deviation / 300);
        for (const Eigen::MatrixXd& sums : {column_sums(there), row_sums(there)})
            CHECK(furthest_from(300 * density, sums) < 5 * std::sqrt(300.0) * deviation + 3);
        // Neighbours know nothing of each other.
        double both = 0;
        for (Eigen::Index row = 0; row < 300; ++row)
            for (Eigen::Index column = 1; column < 300; ++column) both += there(row, column - 1) * there(row, column);
        CHECK(std::abs(both / (300 * 299) - density * density) < 6 * density / 300);
    }
    CHECK(all_are(1, nonzeros(drawn({.size = 50, .density = 1}))));
}

TEST_CASE("a tiny density still gives entries in its proportion") {
    const Esn parameters{.size = 60'000, .density = 1e-6};
    const auto count = static_cast<double>(draw_matrix(parameters, context).nonZeros());
    CHECK(std::abs(count - 3600) < 5 * 60);
}

TEST_CASE("an in-degree is the number of different entries in each row") {
    for (const std::int64_t degree : {1, 7, 39, 40}) {
        const Eigen::MatrixXd there = nonzeros(drawn({.size = 40, .reservoir = "random", .in_degree = degree}));
        CHECK(all_are(static_cast<double>(degree), row_sums(there)));
    }
    const Eigen::MatrixXd heard = column_sums(nonzeros(drawn({.size = 400, .in_degree = 100})));
    CHECK(furthest_from(100, heard) < 5 * std::sqrt(75.0));
    CHECK(refused_key({.size = 40, .in_degree = 41}) == "in_degree");
}

TEST_CASE("weights follow their law") {
    const auto all = [](const char* law) { return drawn({.size = 200, .density = 1, .weights = law}); };
    constexpr double mean_error = 5.0 / 200;  // of numbers with deviation 1
    const Eigen::MatrixXd uniform = all("uniform"), normal = all("normal"), sign = all("sign");
    CHECK(largest(uniform) <= 1);
    CHECK(std::abs(mean(uniform)) < mean_error);
    CHECK(std::abs(mean_square(uniform) - 1.0 / 3) < mean_error);
    CHECK(std::abs(mean(normal)) < mean_error);
    CHECK(std::abs(mean_square(normal) - 1) < mean_error * std::sqrt(2.0));
    const auto within =
        std::count_if(normal.data(), normal.data() + normal.size(), [](double w) { return std::abs(w) < 1; });
    CHECK(std::abs(static_cast<double>(within) / static_cast<double>(normal.size()) - 0.6827) < mean_error);
    CHECK(std::all_of(sign.data(), sign.data() + sign.size(), [](double w) { return w == 1 || w == -1; }));
    CHECK(std::abs(mean(sign)) < mean_error);
    CHECK(all_are(1, all("constant")));
}

TEST_CASE("a permutation has one 1 in each row and column, and differs between seeds") {
    const Eigen::MatrixXd P = drawn({.size = 100, .reservoir = "permutation"});
    CHECK(all_are(1, row_sums(P)));
    CHECK(all_are(1, column_sums(P)));
    CHECK(same(P, nonzeros(P)));
    CHECK_FALSE(same(P, dense(draw_matrix({.size = 100, .reservoir = "permutation"}, {2, 0, 3}))));
}

TEST_CASE("an orthogonal matrix is orthogonal, and left out of an estimate") {
    const Esn parameters{.size = 90, .reservoir = "orthogonal"};
    CHECK(from_orthogonal(drawn(parameters)) < 1e-13);
    PopulationContext estimate = context;
    estimate.estimate = true;
    CHECK(draw_matrix(parameters, estimate).size() == 0);
}

TEST_CASE("a rule says where the entries are, and its factors what they are multiplied by; several add up") {
    const Esn constant{.size = 8, .reservoir = "skips", .weights = "constant"};
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(8, 8), factors = expected;
    for (int t = 0; t < 8; ++t) {
        expected(t, (t + 1) % 8) = 2;
        expected(t, (t + 3) % 8) = 1;
        factors(t, (t + 1) % 8) = 3;
        factors(t, (t + 3) % 8) = -0.5;
    }
    CHECK(same(by_skips(constant, false), expected));
    CHECK(same(by_skips(constant, true), factors));
    const Eigen::MatrixXd random = by_skips({.size = 8, .reservoir = "skips"}, false);
    CHECK(same(nonzeros(random), nonzeros(expected)));
    CHECK(random(0, 1) != random(1, 2));
}

TEST_CASE("the same bits for any number of threads") {
    for (const Esn& parameters :
         {Esn{.size = 500}, Esn{.size = 500, .in_degree = 20, .weights = "normal"},
          Esn{.size = 500, .reservoir = "permutation"}, Esn{.size = 100, .reservoir = "orthogonal"}}) {
        set_threads(1);
        const Eigen::MatrixXd alone = drawn(parameters);
        for (const unsigned count : {2U, 8U}) {
            set_threads(count);
            CHECK(same(drawn(parameters), alone));
        }
        set_threads(0);
    }
}

TEST_CASE("more weights than can be counted are refused before they are drawn") {
    CHECK(refused_key({.size = 65536, .density = 1}) == "density");
    CHECK(refused_key({.size = 65536, .in_degree = 60'000}) == "in_degree");
    CHECK(refused_key({.size = 65536, .reservoir = "orthogonal"}) == "size");
}
