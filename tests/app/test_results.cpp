// The table that compares readouts.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "readouts.hpp"

using namespace limen;
using namespace limen::app;

namespace {

const std::vector<PopulationSummary> populations{{"liquid", "lif", 200, 3000, 10, 6000, 1.0, 0.25},
                                                 {"esn", "esn", 100, 2000, 0, 9000, 0.0, 0.5}};

const std::vector<ShownMetric> accuracies{{"train_accuracy", "training accuracy", true},
                                          {"test_accuracy", "test accuracy", true}};

}  // namespace

TEST_CASE("a table has a column for each metric that a readout gives, in the trainers' order") {
    const std::vector<ShownMetric> errors{{"test_nrmse", "test NRMSE"}, {"test_capacity", "test capacity"}};
    const std::vector<ReadoutResult> results{
        {"a", "ridge", {"a"}, {{"test_nrmse", 0.25}, {"lambda", 1.0}}, 1.0, 0.0, errors},
        {"b", "ridge", {"b"}, {{"test_accuracy", 0.5}}, 1.0, 0.0, accuracies}};
    const auto rows = readout_table(results, populations, false).json();
    CHECK(rows[0]["test_nrmse"] == 0.25);
    CHECK(rows[0]["test_accuracy"].is_null());
    CHECK(rows[1]["test_accuracy"] == 0.5);
    for (const char* absent : {"train_accuracy", "test_capacity", "lambda"}) CHECK_FALSE(rows[0].contains(absent));
}

TEST_CASE("a readout stands beside what its reservoir costs") {
    const std::vector<ReadoutResult> results{
        {"esn", "ridge", {"esn"}, {{"train_accuracy", 1.0}, {"test_accuracy", 0.5}}, 2.0, 0.0, accuracies},
        {"liquid", "ridge", {"liquid"}, {{"train_accuracy", 0.75}}, 1.0, 0.0, accuracies}};
    const auto rows = readout_table(results, populations, true).json();
    CHECK(rows[0].dump() ==
          R"({"reservoir":"esn","units":100,"synapses":2000,"train_accuracy":1.0,"test_accuracy":0.5,)"
          R"("simulation_s":0.5,"synaptic_events":9000,"training_s":2.0})");
    CHECK(rows[1]["units"] == 200);
    CHECK(rows[1]["test_accuracy"].is_null());
}

TEST_CASE("readouts with names of their own get a column for them") {
    const std::vector<ReadoutResult> results{{"counts", "ridge", {"liquid"}, {}, 1.0},
                                             {"rates", "ridge", {"liquid"}, {}, 1.0}};
    const auto rows = readout_table(results, populations, true).json();
    CHECK(rows[0]["reservoir"] == "liquid");
    CHECK(rows[0]["readout"] == "counts");
    CHECK(rows[1]["readout"] == "rates");
}

TEST_CASE("a readout of several reservoirs stands beside what they cost together") {
    const std::vector<ReadoutResult> results{{"both", "ridge", {"esn", "liquid"}, {}, 1.0}};
    const auto rows = readout_table(results, populations, false).json();
    CHECK(rows[0]["reservoir"] == "esn + liquid");
    CHECK(rows[0]["units"] == 300);
}

TEST_CASE("without a simulation its time has no column, and an unknown reservoir no numbers") {
    const auto rows = readout_table(std::vector<ReadoutResult>{{"r", "own", {}, {}, 1.0}}, populations, false).json();
    CHECK_FALSE(rows[0].contains("simulation_s"));
    CHECK(rows[0]["reservoir"].is_null());
    CHECK(rows[0]["units"].is_null());
}

TEST_CASE("a readout that only guesses is named, with the rates of what it reads") {
    const auto result = [](double accuracy, double trials) {
        return ReadoutResult{
            "r", "ridge", {"liquid"}, {{"test_accuracy", accuracy}, {"guess_accuracy", 0.1}, {"test_trials", trials}}};
    };
    const std::vector<ReadoutResult> results{
        result(0.12, 100), result(0.12, 100'000), result(0.9, 100), {"f", "ridge", {}, {}}};
    const auto sentences = guessing_readouts(results, populations);
    REQUIRE(sentences.size() == 1);
    CHECK(sentences[0].find("12.0 % of the test trials right, the commonest class alone 10.0 %, of 100 trials") !=
          std::string::npos);
    CHECK(sentences[0].find("it reads \"liquid\" at 1 Hz") != std::string::npos);
}

TEST_CASE("no readout is said to guess by a test that could not tell") {
    const auto sentences = [](double accuracy, double guess, double trials) {
        const std::vector<ReadoutResult> results{
            {"r", "ridge", {}, {{"test_accuracy", accuracy}, {"guess_accuracy", guess}, {"test_trials", trials}}}};
        return guessing_readouts(results, {}).size();
    };
    CHECK(sentences(1, 0.5, 2) == 0);
    CHECK(sentences(0.5, 0.5, 2) == 0);
    CHECK(sentences(0.8, 0.5, 5) == 0);
    CHECK(sentences(0.5, 0.5, 10) == 0);
    CHECK(sentences(0.5, 0.5, 40) == 1);
    CHECK(sentences(0.3, 0.5, 40) == 1);    // worse than a guess
    CHECK(sentences(0.675, 0.5, 40) == 0);  // 27 or more of 40 heads: P = 0.019
    CHECK(sentences(1, 1, 40) == 0);
}

TEST_CASE("a metric that is no number is refused, with its name and its readout") {
    CHECK_NOTHROW(refuse_no_number({{"test_accuracy", 0.5}}, "run.h5", "r"));
    try {
        refuse_no_number({{"test_accuracy", std::nan("")}}, "run.h5", "r");
        FAIL("it was taken");
    } catch (const DataError& error) {
        const std::string message = error.what();
        CHECK(message.find("run.h5") != std::string::npos);
        CHECK(message.find("\"r\"") != std::string::npos);
        CHECK(message.find("test_accuracy") != std::string::npos);
    }
}
