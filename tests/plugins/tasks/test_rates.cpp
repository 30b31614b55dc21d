// Rates that jump, and their sum.
#include <algorithm>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

TEST_CASE("rates: parts and seeds") {
    check_parts(Rates{});
    check_seeds(Rates{});
}

TEST_CASE("rates: each stays for its frames, within its interval, and the target is the mean of past sums") {
    Rates task;
    task.train = 3000;
    task.channels = 3;
    task.hold = 4;
    task.window = 6;
    task.low = 10;
    task.high = 50;
    const Trials trials = make(task, seeded(1));
    REQUIRE(trials.channels == 3);
    std::size_t changes = 0;
    for (std::size_t k = 5; k < 3000; ++k) {
        changes += trials.frame(0, k)[1] != trials.frame(0, k - 1)[1] ? 1 : 0;
        double mean = 0;
        for (std::size_t i = 0; i < 6; ++i)
            for (const double rate : trials.frame(0, k - i)) mean += rate / 6;
        CHECK(trials.target(0, k)[0] == doctest::Approx(mean).epsilon(1e-12));
    }
    CHECK(changes == doctest::Approx(2995 / 4.0).epsilon(0.01));
    const auto [least, most] = std::minmax_element(trials.values.begin(), trials.values.end());
    CHECK(*least >= 10);
    CHECK(*most < 50);
    CHECK(*most - *least > 38);
}

TEST_CASE("rates: an interval the wrong way round is refused") {
    Rates task;
    task.low = 90;
    CHECK(holds(refusal(task), "low"));
}
