// What the numbers of several seeds allow one to say.
#include "comparison/report.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace limen;
using namespace limen::app;

namespace {

const Metric accuracy{.name = "test_accuracy", .title = "test accuracy", .better = Better::higher, .share = true},
    error{.name = "test_nrmse", .title = "test NRMSE", .better = Better::lower};

System system_of(const std::string& name, const Metric& score, const std::vector<double>& values) {
    System system{name, name, "ridge", "", {}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        SystemRun run;
        run.seed = i + 1;
        Metric reached = score;
        reached.value = values[i];
        run.metrics.add(reached);
        system.runs.push_back(run);
    }
    return system;
}

}  // namespace

TEST_CASE("the interval of a share ends at 100 %, and says so with its ends") {
    const System good = system_of("a", accuracy, {1, 0.9, 1});
    const Interval interval = score_interval(good, accuracy);
    CHECK(interval.mean == doctest::Approx(0.9667).epsilon(1e-3));
    CHECK(interval.high == 1);
    // t(0.975, 2) = 4.303 times s / sqrt(3) = 0.0333 is 0.1434.
    CHECK(interval.low == doctest::Approx(0.8232).epsilon(1e-3));
    CHECK(score_text(interval, accuracy) == "96.67 (82.32 to 100.00) %");
    CHECK(score_text(score_interval(system_of("b", accuracy, {0.5, 0.51, 0.52}), accuracy), accuracy) ==
          "51.00 ± 2.48 %");
    CHECK(score_text(score_interval(system_of("c", accuracy, {1, 1, 1}), accuracy), accuracy) == "100.00 ± 0.00 %");
    // An error may be as large as it likes.
    CHECK(score_interval(system_of("d", error, {0.9, 1.5}), error).high > 1.5);
}

TEST_CASE("the interval of an error or a time ends at 0, and says so with its ends") {
    // t(0.975, 1) = 12.706 times |0.1| / 2 is 0.6353.
    const System wide = system_of("a", error, {0.2, 0.3});
    CHECK(score_interval(wide, error).low == 0);
    CHECK(score_interval(wide, error).high == doctest::Approx(0.25 + 0.6353).epsilon(1e-3));
    CHECK(score_text(score_interval(wide, error), error) == "0.25 (0 to 0.885)");
    // What is neither may be below.
    const Metric other{.name = "gain", .better = Better::higher};
    CHECK(score_interval(system_of("b", other, {-0.2, 0.3}), other).low < -1);
}

TEST_CASE("best is whatever the seeds do not tell from the best mean, by differences seed by seed") {
    // b is below a by about 0.01 with every seed, though both vary by far more; c varies about a.
    const std::vector<double> a{0.90, 0.80, 0.95, 0.85}, b{0.889, 0.791, 0.939, 0.841}, c{0.93, 0.77, 0.96, 0.83};
    CHECK(best_systems({system_of("a", accuracy, a), system_of("b", accuracy, b), system_of("c", accuracy, c)},
                       accuracy) == std::vector<bool>{true, false, true});
    // As errors the smallest is best.
    CHECK(best_systems({system_of("a", error, a), system_of("b", error, b)}, error) == std::vector<bool>{false, true});
}

TEST_CASE("one seed tells nothing apart") {
    CHECK(best_systems({system_of("a", accuracy, {0.9}), system_of("b", accuracy, {0.8})}, accuracy) ==
          std::vector<bool>{false, false});
}
