// `limen compare`, from models to a table, files and a page.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "limen/hdf5.hpp"

using namespace limen::test;

namespace {

namespace fs = std::filesystem;

// A recurrent network on the data of the classifier.
const char* const network_model = R"([simulation]
seed = 3

[data.ramps]
reader = "ts"
train = "train.ts"
test = "test.ts"
frame = 10.0

[population.small]
model = "esn"
data = "ramps"
size = 10

[readout.rnn]
trainer = "rnn"
hidden = 8
epochs = 5
)";

void write_models(const Workplace& place) {
    write_classifier(place);
    write_file(place / "ramps.toml",
               std::string(classifier_model) + "\n[comparison]\nwith = [\"networks.toml\"]\nseeds = 2\n");
    write_file(place / "networks.toml", network_model);
}

nlohmann::json json_of(const fs::path& path) { return nlohmann::json::parse(read_file(path)); }

}  // namespace

TEST_CASE("one command runs a model and those that it names, with seeds, and compares them all") {
    const Workplace place;
    write_models(place);
    const Outcome first = place.limen({"compare", "ramps.toml"});
    CAPTURE(first.err);
    REQUIRE(first.code == 0);
    CHECK(holds(first.out, "test accuracy"));
    CHECK(holds(first.out, "±"));
    const fs::path folder = place / "runs/ramps_comparison";
    const auto json = json_of(folder / "comparison.json");
    REQUIRE(json["systems"].size() == 3);
    for (const auto& system : json["systems"]) {
        REQUIRE(system["runs"].size() == 2);
        CHECK(system["runs"][0]["seed"] == 3);
        CHECK(system["runs"][1]["seed"] == 4);
        const double mean =
            (system["runs"][0]["test_accuracy"].get<double>() + system["runs"][1]["test_accuracy"].get<double>()) / 2;
        CHECK(system["score"]["mean"].get<double>() == doctest::Approx(mean));
        for (const char* cost : {"trained_parameters", "training_s", "inference_s", "macs", "peak_memory_B"})
            CHECK(system["costs"][cost].get<double>() > 0);
        // Frames are 8 to 12, 10 in the mean, of which half are lags; the input of the frame itself is read off best.
        const auto curve = system["runs"][0]["memory_curve"].get<std::vector<double>>();
        REQUIRE(curve.size() == 5);
        for (const double r2 : curve) CHECK((r2 >= 0 && r2 <= 1));
    }
    CHECK(holds(read_file(folder / "comparison.csv"), "system,trainer,reservoir,seeds,test_accuracy"));
    const auto file = limen::h5::File::open(folder / "comparison.h5");
    CHECK(file.read<double>("/rnn/test_accuracy").size() == 2);
    CHECK(file.shape("/esn/memory_curve") == limen::h5::Shape{2, 5});
    CHECK(holds(read_file(folder / "comparison.html"), "\"gradient_flow\":[{\"system\":\"rnn\""));

    // What is there is kept, and compared to the same end.
    const Outcome second = place.limen({"compare", "ramps.toml"});
    CHECK(second.code == 0);
    CHECK(holds(second.out, "ramps_s4, kept"));
    CHECK(json_of(folder / "comparison.json") == json);
    // Another model's runs are not overwritten unasked.
    const Outcome other = place.limen({"compare", "ramps.toml", "--set", "population.esn.size=41"});
    CHECK(other.code == 2);
    CHECK(holds(other.err, "--force"));
    CHECK(place.limen({"compare", "ramps.toml", "--set", "population.esn.size=41", "--force", "-q"}).code == 0);
    // A change of the data reaches the models that have the same.
    CHECK(place.limen({"compare", "ramps.toml", "--set", "data.ramps.standardise=false", "--force", "-q"}).code == 0);
    for (const char* run : {"ramps_s3", "networks_s3"})
        CHECK(holds(read_file(folder / run / "resolved.toml"), "standardise = false"));
}

TEST_CASE("runs that are there already are compared as they are") {
    const Workplace place;
    write_models(place);
    for (const char* seed : {"1", "2"})
        REQUIRE(place.limen({"run", "ramps.toml", "--seed", seed, "-o", std::string("r") + seed}).code == 0);
    const Outcome compared = place.limen({"compare", "r1", "r2/run.h5", "-o", "out"});
    CAPTURE(compared.err);
    REQUIRE(compared.code == 0);
    CHECK(json_of(place / "out/comparison.json")["systems"].size() == 2);
    CHECK(json_of(place / "out/comparison.json")["systems"][0]["runs"].size() == 2);
}

TEST_CASE("what cannot be compared is refused before anything is run") {
    const Workplace place;
    write_models(place);
    const auto refused = [&](const std::vector<std::string>& words, const std::string& part) {
        std::vector<std::string> all{"compare"};
        all.insert(all.end(), words.begin(), words.end());
        const Outcome outcome = place.limen(all);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(holds(outcome.err, part));
        CHECK_FALSE(fs::exists(place / "runs"));
    };
    write_file(place / "lost.toml", std::string(classifier_model) + "\n[comparison]\nwith = [\"nowhere.toml\"]\n");
    refused({"lost.toml"}, "lost.toml:52:8: comparison.with: names \"nowhere.toml\"");
    write_file(place / "none.toml", endless_model);
    refused({"none.toml"}, "no [readout.*]");
    write_file(place / "many.toml", std::string(classifier_model) + "\n[comparison]\nseeds = 0\n");
    refused({"many.toml"}, "comparison.seeds");
    refused({"absent.toml"}, "absent.toml");
    refused({"ramps.toml", "--seeds", "0"}, "seeds");
    fs::create_directories(place / "mine");
    write_file(place / "mine/letter.txt", "dear");
    refused({"ramps.toml", "-o", "mine"}, "other files");
    CHECK(read_file(place / "mine/letter.txt") == "dear");
}
