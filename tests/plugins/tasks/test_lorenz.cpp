// The Lorenz equations: conserved symmetries, convergence, and what cannot be integrated.
#include <algorithm>
#include <cmath>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

TEST_CASE("lorenz: parts, seeds and targets, of one channel and of three") {
    Lorenz task;
    check_parts(task);
    check_seeds(task);
    check_prediction(task);
    task.observe = "xyz";
    check_parts(task);
    check_prediction(task);
    CHECK(make(task, seeded(1)).channels == 3);
}

TEST_CASE(
    "lorenz: half the step changes two units of time by less than 1e-8, and the error falls with its fourth power") {
    Lorenz task;
    const auto at = [&](std::size_t steps) { return integrate(task, {1, 1, 1}, 101, steps); };
    const auto difference = [](const std::vector<double>& a, const std::vector<double>& b) {
        double most = 0;
        for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
        return most;
    };
    CHECK(difference(at(40), at(80)) < 1e-8);
    CHECK(std::log2(difference(at(2), at(4)) / difference(at(4), at(8))) > 3.5);
}

TEST_CASE("lorenz: on the z axis x and y stay 0 and z decays exponentially") {
    Lorenz task;
    const std::vector<double> rows = integrate(task, {0, 0, 1}, 51, 20);
    for (std::size_t n = 0; n <= 50; ++n) {
        CHECK(rows[3 * n] == 0);
        CHECK(rows[3 * n + 2] == doctest::Approx(std::exp(-8.0 / 3 * 0.02 * static_cast<double>(n))).epsilon(1e-11));
    }
}

TEST_CASE("lorenz: turning the start around the z axis turns the solution") {
    const Lorenz task;
    const std::vector<double> rows = integrate(task, {1, 2, 3}, 50, 20), turned = integrate(task, {-1, -2, 3}, 50, 20);
    for (std::size_t n = 0; n < 50; ++n) {
        CHECK(turned[3 * n] == -rows[3 * n]);
        CHECK(turned[3 * n + 2] == rows[3 * n + 2]);
    }
}

TEST_CASE("lorenz: parameters that make it explode and samples that would take for ever are refused") {
    Lorenz task;
    task.sigma = -1000;
    CHECK(holds(refusal(task), "sigma"));
    task = {};
    task.sample = 1e7;
    CHECK(holds(refusal(task), "sample"));
}
