// Metrics are found by name, and say what they are of.
#include "limen/learn/metric.hpp"

#include <doctest/doctest.h>

#include "limen/core/error.hpp"

using namespace limen;

TEST_CASE("a metric of a part has the part in its name, its title and its facts") {
    const Metric of_all{.name = "nrmse", .title = "NRMSE", .value = 0.5, .better = Better::lower, .shown = true};
    const Metric test = of_part(Split::test, of_all), training = of_part(Split::train, of_all),
                 validation = of_part(Split::validation, of_all);
    CHECK(test.name == "test_nrmse");
    CHECK(test.title == "test NRMSE");
    CHECK(test.part == Split::test);
    CHECK(test.better == Better::lower);
    CHECK(test.value == 0.5);
    CHECK(test.shown);
    CHECK(training.name == "train_nrmse");
    CHECK(training.title == "training NRMSE");
    CHECK(training.shown);
    CHECK_FALSE(validation.shown);
}

TEST_CASE("metrics keep their order, and one of the same name takes the place of the other") {
    Metrics metrics{{.name = "b_c", .value = 1}, {.name = "a", .title = "A", .value = 2}};
    metrics.add({.name = "b_c", .value = 3});
    REQUIRE(metrics.size() == 2);
    CHECK(metrics.begin()->name == "b_c");
    CHECK(metrics.begin()->title == "b c");
    CHECK(metrics.at("b_c") == 3);
    CHECK(metrics.find("a")->title == "A");
    CHECK(metrics.find("c") == nullptr);
    CHECK_THROWS_WITH_AS(metrics.at("bc"), doctest::Contains("did you mean \"b_c\"?"), Error);
    metrics.remove("b_c");
    metrics.remove("b_c");
    CHECK_FALSE(metrics.contains("b_c"));
    CHECK(metrics.size() == 1);
}
