// Runs as folders hold them become systems with scores and costs.
#include "comparison/systems.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "limen/core/error.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::app;

namespace {

namespace fs = std::filesystem;

struct Folders {
    fs::path path = fs::temp_directory_path() / ("limen_systems_" + std::to_string(getpid()));
    Folders() { fs::create_directories(path); }
    ~Folders() { fs::remove_all(path); }
};

// As results.json tells of metrics.
const char* const accuracy_and_costs = R"json("metrics": [
    {"name": "test_accuracy", "title": "test accuracy", "unit": "1", "better": "higher", "part": "test", "share": true,
     "shown": true},
    {"name": "parameters", "title": "parameters", "unit": "1", "better": "lower", "part": null, "share": false,
     "shown": false},
    {"name": "macs", "title": "macs", "unit": "1", "better": "lower", "part": null, "share": false, "shown": false},
    {"name": "inference_s", "title": "inference (s)", "unit": "s", "better": "lower", "part": null, "share": false,
     "shown": false},
    {"name": "training_s", "title": "training (s)", "unit": "s", "better": "lower", "part": null, "share": false,
     "shown": false}])json";
const char* const rank = R"("metrics": [
    {"name": "kernel_rank", "title": "kernel rank", "unit": "1", "better": "higher", "part": null, "share": false,
     "shown": true}])";

// Ten trials of 100 ms, eight to train on; a liquid and an echo state network of networks of their own.
struct Run {
    std::uint64_t seed = 1;
    std::string model = "m.toml";
    std::vector<std::int32_t> labels = std::vector<std::int32_t>(10, 0);
    double accuracy = 0.5;
    bool readouts = true;

    fs::path write(const Folders& folders, const std::string& name) const {
        const fs::path folder = folders.path / name;
        fs::create_directories(folder);
        h5::File file = h5::File::create(folder / "run.h5");
        file.set_attribute("/", "limen_format", std::uint32_t{1});
        file.make_group("/model");
        file.set_attribute("/model", "seed", seed);
        file.set_text_attribute("/model", "model_file", "models/" + model);
        file.write<double>("/trials/start", std::vector<double>{0, 100, 200, 300, 400, 500, 600, 700, 800, 900});
        file.write<double>("/trials/duration", std::vector<double>(10, 100.0));
        file.write_texts("/trials/classes", {"one", "other"});
        file.write<std::int32_t>("/trials/label", labels);
        file.write<std::uint8_t>("/trials/split", std::vector<std::uint8_t>{0, 0, 0, 0, 0, 0, 0, 0, 1, 1});
        if (readouts) h5::File::create(folder / "readouts.h5");
        std::ofstream(folder / "results.json") << R"({"trials": 10, "peak_memory_B": 5000, "populations": [
            {"population": "liquid", "units": 10, "synapses": 70, "rate_Hz": 12.0, "synaptic_events": 4000, "simulation_s": 2.0},
            {"population": "esn", "units": 10, "synapses": 30, "rate_Hz": null, "synaptic_events": 500, "simulation_s": 1.0}],
            "readouts": [
            {"readout": "liquid", "trainer": "ridge", "reservoir": "liquid", "populations": ["liquid"], "test_accuracy": )"
                                               << accuracy << R"(, "parameters": 22, "macs": 20, "inference_s": 0.25,
             "training_s": 0.5, "peak_memory_B": 100, )"
                                               << accuracy_and_costs << R"(},
            {"readout": "lstm", "trainer": "lstm", "reservoir": "", "populations": [], "test_accuracy": 0.75,
             "parameters": 99, "macs": 1000, "inference_s": 0.125, "training_s": 4.0, "peak_memory_B": 7000, )"
                                               << accuracy_and_costs << R"(},
            {"readout": "rank", "trainer": "kernel_rank", "reservoir": "esn", "populations": ["esn"], "kernel_rank": 9,
             "training_s": 0.1, "peak_memory_B": null, )"
                                               << rank << R"(}]})";
        return folder;
    }
};

std::string refusal(const std::vector<fs::path>& folders) {
    try {
        read_systems(folders);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("costs count what a reservoir takes, its share of the training trials, and what its readout takes") {
    const Folders folders;
    const auto systems = read_systems({Run{}.write(folders, "a")});
    REQUIRE(systems.size() == 3);
    const Costs& liquid = systems[0].runs[0].costs;
    CHECK(liquid.trained_parameters == 22);
    CHECK(liquid.parameters == 22 + 70);
    CHECK(liquid.training_s == doctest::Approx(0.5 + 2.0 * 0.8));
    CHECK(liquid.inference_s == doctest::Approx(0.25 + 2.0 / 10));
    CHECK(liquid.macs == 20);
    CHECK(liquid.synaptic_events == 400);
    CHECK(liquid.operations == 420);
    CHECK(liquid.peak_memory == 5000);
    const Costs& lstm = systems[1].runs[0].costs;
    CHECK(lstm.parameters == 99);
    CHECK(lstm.training_s == 4);
    CHECK(lstm.synaptic_events == 0);
    CHECK(lstm.operations == 1000);
    CHECK(lstm.peak_memory == 7000);
    CHECK(std::isnan(systems[2].runs[0].costs.trained_parameters));
}

TEST_CASE("seeds of one model are one system, in order; readouts of the same name get their model's") {
    const Folders folders;
    const auto systems =
        read_systems({Run{.seed = 8, .accuracy = 0.9}.write(folders, "b"), Run{.seed = 7}.write(folders, "a"),
                      Run{.seed = 7, .model = "other.toml"}.write(folders, "c")});
    REQUIRE(systems.size() == 6);
    CHECK(systems[0].name == "m:liquid");
    CHECK(systems[3].name == "other:liquid");
    CHECK(systems[0].values("test_accuracy") == std::vector<double>{0.5, 0.9});
    CHECK(systems[0].runs[0].seed == 7);
}

TEST_CASE("seeds above 2^53 that a double cannot tell apart are two runs") {
    const Folders folders;
    constexpr std::uint64_t even = std::uint64_t{1} << 53U;
    const auto systems =
        read_systems({Run{.seed = even + 1}.write(folders, "b"), Run{.seed = even}.write(folders, "a")});
    REQUIRE(systems[0].runs.size() == 2);
    CHECK(systems[0].runs[0].seed == even);
    CHECK(systems[0].runs[1].seed == even + 1);
}

TEST_CASE("runs on other data, twice the same, or unfinished are refused by name") {
    const Folders folders;
    const fs::path a = Run{}.write(folders, "a");
    std::vector<std::int32_t> labels(10, 0);
    labels[3] = 1;
    const std::string other = refusal({a, Run{.model = "n.toml", .labels = labels}.write(folders, "b")});
    CHECK(holds(other, "/trials/label"));
    CHECK(holds(other, "same data"));
    CHECK(holds(refusal({a, Run{}.write(folders, "c")}), "leave one out"));
    CHECK(holds(refusal({Run{.readouts = false}.write(folders, "d")}), "readouts.h5"));
    fs::remove(a / "results.json");
    CHECK(holds(refusal({a}), "results.json"));
    std::ofstream(a / "results.json") << "{\"trials\": 10}";
    CHECK(holds(refusal({a}), "run it again"));
    std::ofstream(a / "results.json") << "{";
    CHECK(holds(refusal({a}), "results.json"));
}

TEST_CASE("the score is accuracy where there is one, or what is asked for; what lacks it is left out") {
    const Folders folders;
    auto systems = read_systems({Run{}.write(folders, "a")});
    CHECK(choose_score(systems, "").name == "test_accuracy");
    CHECK_FALSE(choose_score(systems, "kernel_rank").share);
    CHECK(choose_score(systems, "training_s").better == Better::lower);
    CHECK(choose_score(systems, "training_s").unit == "s");
    CHECK_THROWS_WITH_AS(choose_score(systems, "test_acuracy"), doctest::Contains("did you mean \"test_accuracy\""),
                         Error);
    CHECK(drop_unscored(systems, choose_score(systems, "")) == std::vector<std::string>{"rank"});
    CHECK(systems.size() == 2);
}
