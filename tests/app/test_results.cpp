// The table that compares readouts.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "readouts.hpp"

using namespace limen;
using namespace limen::app;

namespace {

const std::vector<PopulationSummary> populations{{"liquid", "lif", 200, 3000, 10, 6000, 1.0, 0.25},
                                                 {"esn", "esn", 100, 2000, 0, 9000, 0.0, 0.5}};

// Those that tables show.
Metric shown(const std::string& name, double value) { return {.name = name, .value = value, .shown = true}; }

ReadoutResult result_of(const std::string& name, std::vector<std::string> populations, Metrics metrics,
                        double training_s = 1) {
    return {.name = name,
            .trainer = "ridge",
            .populations = std::move(populations),
            .metrics = std::move(metrics),
            .training_s = training_s};
}

}  // namespace

TEST_CASE("a table has a column for each metric that a readout gives, in the trainers' order") {
    const std::vector<ReadoutResult> results{
        result_of("a", {"a"}, {shown("test_nrmse", 0.25), {.name = "lambda", .value = 1}}),
        result_of("b", {"b"}, {shown("test_accuracy", 0.5)})};
    const auto rows = readout_table(results, populations, false).json();
    CHECK(rows[0]["test_nrmse"] == 0.25);
    CHECK(rows[0]["test_accuracy"].is_null());
    CHECK(rows[1]["test_accuracy"] == 0.5);
    for (const char* absent : {"train_accuracy", "lambda"}) CHECK_FALSE(rows[0].contains(absent));
}

TEST_CASE("a readout stands beside what its reservoir costs") {
    const std::vector<ReadoutResult> results{
        result_of("esn", {"esn"}, {shown("train_accuracy", 1), shown("test_accuracy", 0.5)}, 2),
        result_of("liquid", {"liquid"}, {shown("train_accuracy", 0.75)})};
    const auto rows = readout_table(results, populations, true).json();
    CHECK(rows[0].dump() ==
          R"({"reservoir":"esn","units":100,"synapses":2000,"train_accuracy":1.0,"test_accuracy":0.5,)"
          R"("simulation_s":0.5,"synaptic_events":9000,"training_s":2.0})");
    CHECK(rows[1]["units"] == 200);
    CHECK(rows[1]["test_accuracy"].is_null());
}

TEST_CASE("readouts with names of their own get a column for them") {
    const std::vector<ReadoutResult> results{result_of("counts", {"liquid"}, {}), result_of("rates", {"liquid"}, {})};
    const auto rows = readout_table(results, populations, true).json();
    CHECK(rows[0]["reservoir"] == "liquid");
    CHECK(rows[0]["readout"] == "counts");
    CHECK(rows[1]["readout"] == "rates");
}

TEST_CASE("a readout of several reservoirs stands beside what they cost together") {
    const std::vector<ReadoutResult> results{result_of("both", {"esn", "liquid"}, {})};
    const auto rows = readout_table(results, populations, false).json();
    CHECK(rows[0]["reservoir"] == "esn + liquid");
    CHECK(rows[0]["units"] == 300);
}

TEST_CASE("without a simulation its time has no column, and an unknown reservoir no numbers") {
    const auto rows = readout_table(std::vector<ReadoutResult>{result_of("r", {}, {})}, populations, false).json();
    CHECK_FALSE(rows[0].contains("simulation_s"));
    CHECK(rows[0]["reservoir"].is_null());
    CHECK(rows[0]["units"].is_null());
}
