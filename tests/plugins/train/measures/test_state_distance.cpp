// Distances of states over time.
#include <doctest/doctest.h>

#include "../probed_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

TEST_CASE("the distance of a class is the mean over its pairs, frame by frame") {
    SmallRecording recording = no_trials(2);
    recording.classes = {"0", "0.4"};
    // Pairs of class 0 are 0 and 5 apart; those of 0.4 are 3, 4 and 1, 2.
    add_trial(recording, 0, {1, 2}, {0, 0, 1, 1});
    add_trial(recording, 0, {1, 2}, {0, 0, 4, 5});
    add_trial(recording, 1, {1, 2}, {0, 3, 0, 0});
    add_trial(recording, 1, {1, 2}, {0, 0, 4, 0});
    add_trial(recording, 1, {1, 2}, {0, 1, 0, 0});
    add_trial(recording, 1, {1, 2}, {0, 0, 2, 0});
    add_trial(recording, 1, {1, 2}, {9, 9, 9, 9});  // alone
    const TemporaryFile file("distance.h5"), output("distance_out.h5");
    recording.write(file.path);
    h5::File::create(output.path);
    std::map<std::string, Value> given{{"record", std::string("states")}};
    for (const ParameterInfo& info : schema_of<StateDistance>()) given.try_emplace(info.name, info.default_value);
    const auto metrics = train_file(StateDistanceTrainer(), file.path, Parameters(given), "m", output.path);
    CHECK(metrics.at("distance_first") == 2.5);
    CHECK(metrics.at("distance_last") == 2.5);
    CHECK(metrics.at("distance_0.4") == 2.5);
    const h5::File written = h5::File::open(output.path);
    CHECK(written.read<double>("/m/distances") == std::vector<double>{0, 5, 2, 3});
    CHECK(written.read_texts("/m/classes") == recording.classes);
    CHECK(written.number_attribute("/m", "frame") == 20);
}

TEST_CASE("a recording without pairs is refused") {
    SmallRecording recording = no_trials(1);
    add_trial(recording, 0, {1}, {0});
    CHECK_THROWS_AS((measure<StateDistanceTrainer, StateDistance>(recording)), DataError);
}
