// The networks that the model of Japanese Vowels is compared with, from the command to their scores.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"

using namespace limen::test;

// Untuned networks of this size score 86 to 92 %; an echo state network 98.2 %.
TEST_CASE("reservoirs, an LSTM and a GRU tell the nine speakers of Japanese Vowels apart") {
    const Workplace place;
    const Outcome run = place.limen(
        {"run", std::string(LIMEN_SOURCE_DIR) + "/models/vowels_comparison.toml", "-o", (place / "run").string()});
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    const auto results = nlohmann::json::parse(read_file(place / "run/results.json"));
    REQUIRE(results["readouts"].size() == 5);
    for (const auto& readout : results["readouts"]) CHECK(readout["test_accuracy"] >= 0.97);
}
