// Confidence intervals against printed tables.
#include "limen/simulation/comparison.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

using namespace limen;

TEST_CASE("the interval is Student's: t(0.975, 4) = 2.776, t(0.975, 1) = 12.706") {
    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
    const Interval five = interval_of(std::vector<double>{1, 2, 3, 4, 5});
    CHECK(five.mean == doctest::Approx(3));
    CHECK(five.half_width() == doctest::Approx(2.776 * std::sqrt(2.5 / 5)).epsilon(1e-3));
    const Interval two = interval_of(std::vector<double>{0, 2});
    CHECK(two.low == doctest::Approx(1 - 12.706).epsilon(1e-4));
    CHECK(two.high == doctest::Approx(1 + 12.706).epsilon(1e-4));
    CHECK(interval_of(std::vector<double>{7, 7, 7}).half_width() == 0);
}

TEST_CASE("a single value has no interval, and an unknown one no mean") {
    const Interval one = interval_of(std::vector<double>{4});
    CHECK(one.mean == 4);
    CHECK(std::isnan(one.low));
    CHECK(std::isnan(interval_of(std::vector<double>{}).mean));
    CHECK(std::isnan(interval_of(std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()}).mean));
}

TEST_CASE("runs in memory are compared as those of folders are") {
    const auto run = [](std::uint64_t seed, double accuracy) {
        ComparedRun made{.folder = "memory", .model = "m", .seed = seed};
        made.summary.trials = 4;
        PopulationSummary liquid;
        liquid.name = "liquid", liquid.synapses = 70, liquid.synaptic_events = 400, liquid.simulation_s = 2;
        made.summary.populations = {liquid};
        made.trials.start = {0, 10, 20, 30};
        made.trials.duration = {10, 10, 10, 10};
        made.trials.labels = {0, 1, 0, 1};
        made.trials.splits = {Split::train, Split::train, Split::train, Split::test};
        made.readouts = {{.name = "r",
                          .trainer = "ridge",
                          .populations = {"liquid"},
                          .metrics = {{.name = "parameters", .value = 5},
                                      of_part(Split::test, {.name = "accuracy",
                                                            .value = accuracy,
                                                            .better = Better::higher,
                                                            .share = true,
                                                            .shown = true})},
                          .training_s = 1}};
        return made;
    };
    std::vector<System> systems = compare(std::vector{run(2, 0.5), run(1, 0.75)});
    REQUIRE(systems.size() == 1);
    CHECK(systems[0].values("test_accuracy") == std::vector<double>{0.75, 0.5});
    CHECK(systems[0].values(&Costs::parameters) == std::vector<double>{75, 75});
    CHECK(systems[0].runs[0].costs.training_s == 1 + 2 * 0.75);
    CHECK(systems[0].runs[0].costs.operations == 100);
    const Metric score = choose_score(systems, "");
    CHECK(score.name == "test_accuracy");
    CHECK(best_systems(systems, score) == std::vector<bool>{true});
    std::vector<ComparedRun> other{run(1, 0.5), run(1, 0.5)};
    CHECK_THROWS_WITH_AS(compare(other), doctest::Contains("leave one out"), DataError);
    other[1].trials.labels[2] = 1;
    CHECK_THROWS_WITH_AS(compare(other), doctest::Contains("labels differ"), DataError);
}
