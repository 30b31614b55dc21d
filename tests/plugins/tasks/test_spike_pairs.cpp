// Pairs of spike trains at given distances.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

namespace {

DatasetContext with_frames(std::uint64_t seed) { return {LIMEN_SOURCE_DIR, seed, 0, 10}; }

std::vector<double> train_of(const Trials& trials, std::size_t trial) {
    std::vector<double> train;
    for (const DataEvent& event : trials.events_of(trial)) train.push_back(event.time);
    return train;
}

}  // namespace

TEST_CASE("spike pairs: the distance is the norm of the difference of Gaussian trains") {
    // Against the integral, summed numerically.
    const std::vector<double> a{20, 50, 51}, b{22, 80};
    double integral = 0;
    for (double t = -50; t < 150; t += 0.01) {
        double difference = 0;
        for (const double s : a) difference += std::exp(-(t - s) * (t - s) / 25);
        for (const double s : b) difference -= std::exp(-(t - s) * (t - s) / 25);
        integral += difference * difference * 0.01 / 1000;
    }
    CHECK(distance(a, b) == doctest::Approx(std::sqrt(integral)).epsilon(1e-9));
    CHECK(distance(a, a) == doctest::Approx(0));
    CHECK(distance({10}, {}) == doctest::Approx(std::sqrt(5 * std::sqrt(std::numbers::pi / 2) / 1000)));
}

TEST_CASE("spike pairs: each pair is as far apart as its class says, and its first train is Poisson") {
    SpikePairs task;
    const Trials trials = make(task, with_frames(1));
    REQUIRE(trials.size() == 1600);
    CHECK(trials.classes == std::vector<std::string>{"0", "0.1", "0.2", "0.4"});
    double count = 0, squares = 0;
    for (std::size_t i = 0; i < 800; ++i) {
        const auto first = train_of(trials, 2 * i), second = train_of(trials, 2 * i + 1);
        CHECK(std::is_sorted(second.begin(), second.end()));
        CHECK(trials.labels[2 * i] == trials.labels[2 * i + 1]);
        const double wanted = task.distances[static_cast<std::size_t>(trials.labels[2 * i])];
        CHECK(std::fabs(distance(first, second) - wanted) < 1e-6);
        CHECK(first.size() == second.size());
        if (i >= 200) continue;  // where the distance is 0, none was drawn again
        count += static_cast<double>(first.size()) / 200;
        squares += static_cast<double>(first.size() * first.size()) / 200;
    }
    CHECK(count == doctest::Approx(10).epsilon(0.1));
    CHECK(squares - count * count == doctest::Approx(10).epsilon(0.3));
    double counted = 0;
    for (const double value : trials.values) counted += value;
    CHECK(counted == static_cast<double>(trials.events.size()));
}

TEST_CASE("spike pairs: the same seed makes the same, another one others; what cannot be is refused") {
    SpikePairs task;
    task.pairs = 3;
    CHECK(make(task, with_frames(1)).values == make(task, with_frames(1)).values);
    CHECK(make(task, with_frames(1)).values != make(task, with_frames(2)).values);
    task.distances = {5};
    CHECK(holds(refusal(task), "distances"));
    task.distances = {};
    CHECK(holds(refusal(task), "distances"));
}
