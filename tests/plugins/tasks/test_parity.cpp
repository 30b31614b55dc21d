// Parities of past bits.
#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

TEST_CASE("parity: parts and seeds") {
    check_parts(Parity{});
    check_seeds(Parity{});
}

TEST_CASE("parity: targets are exclusive ors of past inputs") {
    Parity task;
    task.train = 500;
    task.order = 3;
    task.delays = 4;
    const Trials trials = make(task, seeded(1));
    double ones = 0;
    for (std::size_t k = 6; k < 500; ++k) {
        ones += trials.values[k];
        for (std::size_t d = 0; d < 4; ++d) {
            const bool odd =
                (trials.values[k - d] != 0) ^ (trials.values[k - d - 1] != 0) ^ (trials.values[k - d - 2] != 0);
            CHECK(trials.targets[4 * k + d] == (odd ? 1 : 0));
        }
    }
    CHECK(ones == doctest::Approx(247).epsilon(0.2));
}

TEST_CASE("parity: an order beyond all use is refused") {
    Parity task;
    task.order = 1'000'000'000;
    CHECK(holds(refusal(task), "order"));
}
