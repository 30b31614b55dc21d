// Rings as matrices, and what is known of their eigenvalues against a dense decomposition.
#include "esn/ring.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "dense.hpp"

using namespace limen::esn;

namespace {

// By a dense decomposition. That of a delay line with feedback would be wrong by a third, so far is it from normal; a
// similar matrix, weight and feedback of one magnitude, is not.
double radius(const Ring& ring, double keep = 0, double gain = 1) {
    Ring similar = ring;
    if (ring.feedback != 0) {
        similar.weight = std::sqrt(std::fabs(ring.weight * ring.feedback));
        similar.feedback = std::copysign(similar.weight, ring.weight * ring.feedback);
    }
    return dense_radius(dense(to_matrix(similar)), keep, gain);
}

void check_entries(const Ring& ring, const Eigen::MatrixXd& expected) {
    CHECK(same(dense(to_matrix(ring)), expected));
    CHECK(static_cast<double>(ring.synapses()) == nonzeros(expected).sum());
}

}  // namespace

TEST_CASE("a cycle has one weight below the diagonal and in the corner") {
    Eigen::MatrixXd expected(4, 4);
    expected << 0, 0, 0, 0.7, 0.7, 0, 0, 0, 0, 0.7, 0, 0, 0, 0, 0.7, 0;
    check_entries({.size = 4, .weight = 0.7}, expected);
    check_entries({.size = 1, .weight = 0.7}, Eigen::MatrixXd::Constant(1, 1, 0.7));
}

TEST_CASE("a delay line lacks the corner, and feedback stands above the diagonal") {
    Eigen::MatrixXd expected = Eigen::MatrixXd::Zero(3, 3);
    expected(1, 0) = expected(2, 1) = 0.8;
    check_entries({.size = 3, .weight = 0.8, .closed = false}, expected);
    expected(0, 1) = expected(1, 2) = 0.1;
    check_entries({.size = 3, .weight = 0.8, .closed = false, .feedback = 0.1}, expected);
    check_entries({.size = 1, .weight = 0.8, .closed = false}, Eigen::MatrixXd::Zero(1, 1));
}

// Figure 1 of Rodan and Tino 2012: with 18 units and jumps of length 3 the last one joins units 16 and 1; of length 4,
// units 13 and 17.
TEST_CASE("jumps join every so many units both ways, around the end where the length divides the size") {
    for (const std::uint32_t length : {3U, 4U}) {
        const Ring ring{.size = 18, .weight = 0.5, .jump_length = length, .jump = 0.2};
        Eigen::MatrixXd expected = dense(to_matrix({.size = 18, .weight = 0.5}));
        const std::vector<std::pair<int, int>> joined =
            length == 3 ? std::vector<std::pair<int, int>>{{1, 4}, {4, 7}, {7, 10}, {10, 13}, {13, 16}, {16, 1}}
                        : std::vector<std::pair<int, int>>{{1, 5}, {5, 9}, {9, 13}, {13, 17}};
        for (const auto& [a, b] : joined) expected(a - 1, b - 1) = expected(b - 1, a - 1) = 0.2;
        CHECK(same(dense(to_matrix(ring)), expected));
        CHECK(ring.synapses() == 18 + 2 * joined.size());
    }
}

TEST_CASE("a cycle of weight r has the radius |r| exactly, and so has its norm") {
    for (const std::uint32_t size : {1U, 2U, 7U, 65536U})
        for (const double weight : {0.9, -0.3, 1.7}) {
            CHECK(spectral_radius(Ring{.size = size, .weight = weight}) == std::fabs(weight));
            CHECK(spectral_norm(Ring{.size = size, .weight = weight}) == std::fabs(weight));
        }
}

TEST_CASE("a delay line has the radius 0 exactly, and its weight for norm") {
    for (const std::uint32_t size : {1U, 2U, 1000U}) {
        const Ring line{.size = size, .weight = -0.9, .closed = false};
        CHECK(spectral_radius(line) == 0);
        CHECK(spectral_norm(line) == (size > 1 ? 0.9 : 0));
    }
}

TEST_CASE("radii of all rings are those of their matrices, with leak too") {
    std::vector<Ring> rings;
    for (const double weight : {0.8, -0.8})
        for (const std::uint32_t size : {7U, 12U, 60U}) {
            rings.push_back({.size = size, .weight = weight});
            for (const double feedback : {0.1, -0.3})
                rings.push_back({.size = size, .weight = weight, .closed = false, .feedback = feedback});
            for (const double jump : {0.3, -0.2, 0.001})
                for (const std::uint32_t length : {2U, 5U})
                    if (length < size / 2)
                        rings.push_back({.size = size, .weight = weight, .jump_length = length, .jump = jump});
        }
    for (const Ring& ring : rings) {
        CAPTURE(ring.size);
        CAPTURE(ring.weight);
        CAPTURE(ring.feedback);
        CAPTURE(ring.jump);
        CAPTURE(ring.jump_length);
        CHECK(spectral_radius(ring).value() == doctest::Approx(radius(ring)).epsilon(1e-9));
        CHECK(spectral_radius(ring, 0.7, 0.3).value() == doctest::Approx(radius(ring, 0.7, 0.3)).epsilon(1e-9));
        CHECK(spectral_norm(ring).value() == doctest::Approx(dense_norm(dense(to_matrix(ring)))).epsilon(1e-9));
    }
}

TEST_CASE("long cycles with even jumps follow the equation of their largest eigenvalue") {
    for (const double jump : {1e-6, 0.3}) {
        const double lambda =
            spectral_radius(Ring{.size = 60'000, .weight = 0.9, .jump_length = 30, .jump = jump}).value();
        CHECK(std::pow(0.9 / lambda, 30) + 2 * jump / lambda == doctest::Approx(1).epsilon(1e-12));
    }
}

TEST_CASE("a ring times a factor is its matrix times the factor") {
    const Ring ring{.size = 20, .weight = 0.5, .jump_length = 4, .jump = 0.2};
    CHECK(same(dense(to_matrix(ring.times(-2))), -2 * dense(to_matrix(ring))));
}
