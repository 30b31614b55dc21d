// Sums of sines.
#include <cmath>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

TEST_CASE("mso: parts and targets") {
    check_parts(Mso{});
    check_prediction(Mso{});
}

TEST_CASE("mso: each value is the sum of the sines") {
    Mso task;
    task.frequencies = {0.2, 0.311, 0.42};
    const Trials trials = make(task, seeded(1));
    for (std::size_t n = 0; n < 3000; ++n) {
        const auto t = static_cast<double>(n);
        CHECK(trials.values[n] == doctest::Approx(std::sin(0.2 * t) + std::sin(0.311 * t) + std::sin(0.42 * t)));
    }
}

TEST_CASE("mso: no frequency is refused") {
    Mso task;
    task.frequencies.clear();
    CHECK(holds(refusal(task), "frequencies"));
}
