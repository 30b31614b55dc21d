// The map of Henon.
#include <algorithm>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

TEST_CASE("henon: parts, seeds and targets") {
    check_parts(Henon{});
    check_seeds(Henon{});
    check_prediction(Henon{});
}

TEST_CASE("henon: the series follows its equation and stays on the attractor") {
    const Trials trials = make(Henon{}, seeded(1));
    const std::vector<double>& x = trials.values;
    for (std::size_t n = 1; n + 1 < 2000; ++n) CHECK(x[n + 1] == 1 - 1.4 * x[n] * x[n] + 0.3 * x[n - 1]);
    const auto [least, most] = std::minmax_element(x.begin(), x.end());
    // The attractor lies between about -1.285 and 1.273 (Henon 1976).
    CHECK(*least > -1.3);
    CHECK(*most < 1.3);
    CHECK(*most > 1.2);
}

TEST_CASE("henon: parameters that make it explode are refused") {
    Henon task;
    task.a = 10;
    CHECK(holds(refusal(task), "bounds"));
}
