// Trained readouts on other recordings (`limen apply`), and readouts that learn while the network runs.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "limen/hdf5.hpp"

using namespace limen::test;

namespace {

const char* const more_readouts = R"(
[readout.softmax]
trainer = "softmax"
record = "liquid"

[readout.rnn]
trainer = "rnn"
hidden = 6
epochs = 4

[readout.size]
trainer = "effective_dimension"
record = "states"
)";

// A network that learns to be an oscillator.
const char* const force_model = R"([data.wave]
reader = "mso"
frequencies = [0.2]
train = 1500
test = 500

[population.net]
model = "esn"
feedback = "wave"
size = 80
spectral_radius = 1.2
leak = 0.5
feedback_scaling = 1.0

[record.net]
population = "net"
state = "h"
period = 1.0

[readout.force]
trainer = "force"
record = "net"

[free_run.on]
readout = "force"
washout = 100
horizon = 100
)";

}  // namespace

TEST_CASE("readouts give the same outputs for the same recording, and answer for a new one") {
    const Workplace place;
    write_classifier(place);
    write_file(place / "ramps.toml", std::string(classifier_model) + more_readouts);
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "a", "-q"}).code == 0);
    const Outcome same = place.limen({"apply", "a/readouts.h5", "a/run.h5"});
    CAPTURE(same.err);
    REQUIRE(same.code == 0);
    CHECK(holds(same.err, "\"size\" measures"));
    {
        const auto trained = limen::h5::File::open(place / "a/readouts.h5"),
                   applied = limen::h5::File::open(place / "a/applied.h5");
        for (const char* name : {"liquid", "esn", "softmax", "rnn"}) {
            const std::string outputs = std::string("/") + name + "/outputs";
            CHECK(trained.read<double>(outputs) == applied.read<double>(outputs));
            CHECK(trained.number_attribute(std::string("/") + name, "test_accuracy") ==
                  applied.number_attribute(std::string("/") + name, "test_accuracy"));
        }
    }
    // Other trials of the same kind, through the same reservoirs.
    write_file(place / "test.ts", two_classes(16));
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "b", "-q", "--no-train"}).code == 0);
    const Outcome other = place.limen({"apply", "a/readouts.h5", "b/run.h5", "--readout", "esn", "-o", "b.h5"});
    CAPTURE(other.err);
    REQUIRE(other.code == 0);
    CHECK(holds(other.out, "test accuracy"));
    const auto file = limen::h5::File::open(place / "b.h5");
    CHECK(file.children("/") == std::vector<std::string>{"esn"});
    CHECK(file.shape("/esn/outputs") == limen::h5::Shape{40, 2});
    CHECK(file.number_attribute("/esn", "test_accuracy") > 0.9);
}

TEST_CASE("a readout and a recording that do not fit are refused with the dataset's path, and nothing is written") {
    const Workplace place;
    write_classifier(place);
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "a", "-q"}).code == 0);
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "b", "-q", "--set", "population.esn.size=41"}).code == 0);
    const auto refused = [&](const std::vector<std::string>& words, const std::string& part) {
        std::vector<std::string> all{"apply"};
        all.insert(all.end(), words.begin(), words.end());
        const Outcome outcome = place.limen(all);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(holds(outcome.err, part));
        CHECK_FALSE(std::filesystem::exists(place / "b/applied.h5"));
        CHECK_FALSE(std::filesystem::exists(place / "b/applied.h5.part"));
    };
    refused({"a/readouts.h5", "b/run.h5"}, "/esn/weights: is of 40 features");
    refused({"a/readouts.h5", "b/run.h5", "--readout", "ens"}, "did you mean \"esn\"");
    refused({"a/run.h5", "b/run.h5"}, "how it was trained");
    refused({"a/readouts.h5", "b/readouts.h5"}, "not a Limen recording");
    refused({"a/readouts.h5", "b/run.h5", "-o", "b/run.h5"}, "give another file");
    refused({"a/readouts.h5", "b/run.h5", "--readout", "liquid", "-o", "a/run.h5"}, "--force");
}

TEST_CASE("a network learns a wave while it hears itself, and goes on alone") {
    const Workplace place;
    write_file(place / "force.toml", force_model);
    const Outcome run = place.limen({"run", "force.toml", "-o", "r"});
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    const auto readout = nlohmann::json::parse(read_file(place / "r/results.json"))["readouts"][0];
    CHECK(readout["train_nrmse"] < 0.1);
    CHECK(readout["free_run_on_nrmse"] < 0.2);
    const auto file = limen::h5::File::open(place / "r/readouts.h5");
    CHECK(file.shape("/force/online_outputs") == limen::h5::Shape{1500, 1});
    // Without the loop there is nothing to learn from.
    const Outcome trained = place.limen({"train", "r/run.h5", "-o", "t.h5"});
    CHECK(trained.code == 2);
    CHECK(holds(trained.err, "use limen run"));
    const auto refused = [&](const std::string& set, const std::string& part) {
        const Outcome outcome = place.limen({"run", "force.toml", "-o", "d", "--set", set});
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(holds(outcome.err, part));
        CHECK_FALSE(std::filesystem::exists(place / "d"));
    };
    refused("readout.force.washout=5000", "readout.force.washout");
    write_file(place / "force.toml",
               std::string(force_model).replace(std::string(force_model).find("feedback = "), 11, "data = "));
    refused("population.net.size=80", "readout.force.trainer");
}
