// Who listens to whom, and the laws of the weights, before scaling.
#include "esn/draw_matrix.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "esn_fixture.hpp"
#include "limen/parallel.hpp"
#include "limen/topology.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

const PopulationContext context{1, 0, 3};

Eigen::MatrixXd drawn(const Esn& parameters) { return draw_matrix(parameters, context).toDense(); }

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
    return draw_matrix(parameters, own).toDense();
}

}  // namespace

TEST_CASE("entries are there independently of each other, with the density for probability") {
    for (const double density : {0.002, 0.2, 0.7}) {
        const Eigen::MatrixXd there = (drawn({.size = 300, .density = density}).array() != 0).cast<double>();
        const double deviation = std::sqrt(density * (1 - density));
        CHECK(std::abs(there.mean() - density) < 5 * deviation / 300);
        const Eigen::ArrayXd columns = there.colwise().sum(), rows = there.rowwise().sum();
        for (const auto& sums : {columns, rows})
            CHECK((sums - 300 * density).abs().maxCoeff() < 5 * std::sqrt(300.0) * deviation + 3);
        // Neighbours know nothing of each other.
        const double both = (there.leftCols(299).array() * there.rightCols(299).array()).mean();
        CHECK(std::abs(both - density * density) < 6 * density / 300);
    }
    CHECK((drawn({.size = 50, .density = 1}).array() != 0).all());
}

TEST_CASE("a tiny density still gives entries in its proportion") {
    const Esn parameters{.size = 60'000, .density = 1e-6};
    const auto count = static_cast<double>(draw_matrix(parameters, context).nonZeros());
    CHECK(std::abs(count - 3600) < 5 * 60);
}

TEST_CASE("an in-degree is the number of different entries in each row") {
    for (const std::int64_t degree : {1, 7, 39, 40}) {
        const Eigen::MatrixXd there =
            (drawn({.size = 40, .reservoir = "random", .in_degree = degree}).array() != 0).cast<double>();
        CHECK((there.rowwise().sum().array() == static_cast<double>(degree)).all());
    }
    const Eigen::ArrayXd heard =
        (drawn({.size = 400, .in_degree = 100}).array() != 0).cast<double>().colwise().sum().transpose();
    CHECK((heard - 100).abs().maxCoeff() < 5 * std::sqrt(75.0));
    CHECK(refused_key({.size = 40, .in_degree = 41}) == "in_degree");
}

TEST_CASE("weights follow their law") {
    const auto all = [](const char* law) {
        Eigen::MatrixXd W = drawn({.size = 200, .density = 1, .weights = law});
        return Eigen::ArrayXd(W.reshaped());
    };
    constexpr double mean_error = 5.0 / 200;  // of numbers with deviation 1
    const Eigen::ArrayXd uniform = all("uniform"), normal = all("normal"), sign = all("sign");
    CHECK(uniform.abs().maxCoeff() <= 1);
    CHECK(std::abs(uniform.mean()) < mean_error);
    CHECK(std::abs(uniform.square().mean() - 1.0 / 3) < mean_error);
    CHECK(std::abs(normal.mean()) < mean_error);
    CHECK(std::abs(normal.square().mean() - 1) < mean_error * std::sqrt(2.0));
    CHECK(std::abs((normal.abs() < 1).cast<double>().mean() - 0.6827) < mean_error);
    CHECK((sign.abs() == 1).all());
    CHECK(std::abs(sign.mean()) < mean_error);
    CHECK((all("constant") == 1).all());
}

TEST_CASE("a permutation has one 1 in each row and column, and differs between seeds") {
    const Eigen::MatrixXd P = drawn({.size = 100, .reservoir = "permutation"});
    CHECK((P.rowwise().sum().array() == 1).all());
    CHECK((P.colwise().sum().array() == 1).all());
    CHECK((P.array() == 0 || P.array() == 1).all());
    CHECK(P != draw_matrix({.size = 100, .reservoir = "permutation"}, {2, 0, 3}).toDense());
}

TEST_CASE("an orthogonal matrix is orthogonal, and left out of an estimate") {
    const Esn parameters{.size = 90, .reservoir = "orthogonal"};
    const Eigen::MatrixXd Q = drawn(parameters);
    CHECK((Q * Q.transpose() - Eigen::MatrixXd::Identity(90, 90)).cwiseAbs().maxCoeff() < 1e-13);
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
    CHECK(by_skips(constant, false) == expected);
    CHECK(by_skips(constant, true) == factors);
    const Eigen::MatrixXd random = by_skips({.size = 8, .reservoir = "skips"}, false);
    CHECK(((random.array() != 0) == (expected.array() != 0)).all());
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
            CHECK(drawn(parameters) == alone);
        }
        set_threads(0);
    }
}

TEST_CASE("more weights than can be counted are refused before they are drawn") {
    CHECK(refused_key({.size = 65536, .density = 1}) == "density");
    CHECK(refused_key({.size = 65536, .in_degree = 60'000}) == "in_degree");
    CHECK(refused_key({.size = 65536, .reservoir = "orthogonal"}) == "size");
}
