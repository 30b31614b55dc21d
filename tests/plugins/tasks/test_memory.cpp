// The task of recalling past inputs.
#include <algorithm>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

TEST_CASE("memory: parts and seeds") {
    check_parts(Memory{});
    check_seeds(Memory{});
}

TEST_CASE("memory: the targets of a frame are the inputs of 1, 2, ... frames ago") {
    Memory task;
    task.train = 400;
    task.test = 30;
    task.delays = 5;
    const Trials trials = make(task, seeded(1));
    for (std::size_t k = 5; k < 400; ++k)
        for (std::size_t delay = 1; delay <= 5; ++delay)
            CHECK(trials.targets[k * 5 + delay - 1] == trials.values[k - delay]);
    // Before the start they go on into the past: the target of delay 5 in frame 1 is that of delay 4 in frame 0.
    for (std::size_t delay = 2; delay <= 5; ++delay) CHECK(trials.targets[5 + delay - 1] == trials.targets[delay - 2]);
}

TEST_CASE("memory: inputs fill their interval evenly and no two are related") {
    Memory task;
    task.train = 100000;
    task.low = 0.2;
    task.high = 0.8;
    task.delays = 1;
    const Trials trials = make(task, seeded(5));
    const auto [least, most] = std::minmax_element(trials.values.begin(), trials.values.begin() + 100000);
    CHECK(*least >= 0.2);
    CHECK(*most < 0.8);
    double mean = 0, square = 0, product = 0;
    for (std::size_t k = 0; k < 100000; ++k) {
        mean += (trials.values[k] - 0.5) / 1e5;
        square += (trials.values[k] - 0.5) * (trials.values[k] - 0.5) / 1e5;
        product += (trials.values[k] - 0.5) * (trials.targets[k] - 0.5) / 1e5;
    }
    // Of a uniform law the variance is the width squared over 12; five standard errors of the mean are 0.0028.
    CHECK(mean == doctest::Approx(0).epsilon(0.0028));
    CHECK(square == doctest::Approx(0.36 / 12).epsilon(0.02));
    CHECK(product / square == doctest::Approx(0).epsilon(0.016));
}

TEST_CASE("memory: an interval the wrong way round and too many delays are refused") {
    Memory task;
    task.low = 1;
    CHECK(holds(refusal(task), "low"));
    task = {};
    task.delays = 1'000'000'000;
    CHECK(holds(refusal(task), "numbers"));
}
