// The delay equation: exact where it can be solved, and to 1e-8 where only smaller steps tell.
#include <algorithm>
#include <cmath>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

namespace {

constexpr std::size_t usual_steps = 850;  // of a delay of 17: 0.02 each

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
    double most = 0;
    for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::fabs(a[i] - b[i]));
    return most;
}

}  // namespace

TEST_CASE("mackey_glass: parts, seeds and targets") {
    check_parts(MackeyGlass{});
    check_seeds(MackeyGlass{});
    check_prediction(MackeyGlass{});
}

TEST_CASE("mackey_glass: until the first delay has passed, x relaxes exponentially") {
    const MackeyGlass task;
    const double start = 1.2, production = 0.2 * start / (1 + std::pow(start, 10));
    const std::vector<double> series = integrate(task, start, 18, usual_steps);
    for (std::size_t t = 0; t <= 17; ++t) {
        const double decay = std::exp(-0.1 * static_cast<double>(t));
        CHECK(series[t] == doctest::Approx(start * decay + production / 0.1 * (1 - decay)).epsilon(1e-11));
    }
}

TEST_CASE(
    "mackey_glass: half the step changes 300 samples by less than 1e-8, and the error falls with its fourth power") {
    for (const double tau : {17.0, 30.0}) {
        CAPTURE(tau);
        MackeyGlass task;
        task.tau = tau;
        const auto steps = static_cast<std::size_t>(tau / 0.02);
        const auto at = [&](std::size_t n) { return integrate(task, 1.2, 300, n); };
        CHECK(largest_difference(at(steps), at(2 * steps)) < 1e-8);
        const double coarse = largest_difference(at(steps / 16), at(steps / 8)),
                     fine = largest_difference(at(steps / 8), at(steps / 4));
        CHECK(std::log2(coarse / fine) > 3.5);
    }
}

TEST_CASE("mackey_glass: samples between the steps are those of a finer sampling") {
    MackeyGlass task;
    const std::vector<double> coarse = integrate(task, 1.2, 100, usual_steps);
    task.sample = 1.0 / 3;
    const std::vector<double> fine = integrate(task, 1.2, 300, usual_steps);
    for (std::size_t t = 0; t < 100; ++t) CHECK(fine[3 * t] == doctest::Approx(coarse[t]).epsilon(1e-9));
}

TEST_CASE("mackey_glass: the series stays on its attractor") {
    MackeyGlass task;
    task.train = 5000;
    const Trials trials = make(task, seeded(1));
    for (const double x : trials.values) CHECK((x > 0.2 && x < 1.4));
}

TEST_CASE("mackey_glass: squashed values and targets are tanh(x - 1) of the others") {
    MackeyGlass task;
    const Trials plain = make(task, seeded(1));
    task.squash = true;
    const Trials squashed = make(task, seeded(1));
    for (std::size_t i = 0; i < plain.values.size(); ++i) {
        CHECK(squashed.values[i] == doctest::Approx(std::tanh(plain.values[i] - 1)).epsilon(1e-14));
        CHECK(squashed.targets[i] == doctest::Approx(std::tanh(plain.targets[i] - 1)).epsilon(1e-14));
    }
}

TEST_CASE("mackey_glass: samples that would take for ever are refused") {
    MackeyGlass task;
    task.sample = 1e9;
    CHECK(holds(refusal(task), "sample is 1000000000"));
    task = {};
    task.tau = 1e-9;
    CHECK(holds(refusal(task), "sample"));
}
