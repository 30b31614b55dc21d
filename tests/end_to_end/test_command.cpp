// The command `limen`, from outside: what it prints, what it writes, and what it ends with.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "limen/hdf5.hpp"
#include "limen/version.hpp"

using namespace limen;
using namespace limen::test;
namespace fs = std::filesystem;

TEST_CASE("limen run goes from a model file to a recording, trained readouts and a table") {
    const Workplace place;
    write_classifier(place);
    const Outcome run = place.limen({"run", "ramps.toml"});
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    for (const char* column : {"reservoir", "units", "synapses", "training accuracy", "test accuracy",
                               "simulation time", "synaptic events", "training time"})
        CHECK(holds(run.out, column));
    const fs::path folder = place / "runs/ramps_s3";
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path().filename());
    std::sort(files.begin(), files.end());
    CHECK(files == std::vector<std::string>{"manifest.json", "model.toml", "readouts.h5", "resolved.toml",
                                            "results.csv", "results.json", "run.h5"});
    CHECK(read_file(folder / "model.toml") == classifier_model);

    const auto results = nlohmann::json::parse(read_file(folder / "results.json"));
    CHECK(results["trials"] == 34);
    CHECK(results["populations"][0]["synapses"] == 60 * 5);
    REQUIRE(results["readouts"].size() == 2);
    for (const auto& readout : results["readouts"]) {
        CHECK(readout["train_accuracy"] > 0.9);
        CHECK(readout["test_accuracy"] > 0.9);
    }
    const auto manifest = nlohmann::json::parse(read_file(folder / "manifest.json"));
    CHECK(manifest["limen"] == limen::version);
    CHECK(manifest["seed"] == 3);
    const std::string csv = read_file(folder / "results.csv");
    CHECK(csv.substr(0, csv.find('\n')) ==
          "reservoir,units,synapses,train_accuracy,test_accuracy,simulation_s,synaptic_events,training_s");
}

TEST_CASE("a task is run, learnt frame by frame, and its errors stand in the table") {
    const Workplace place;
    write_file(place / "memory.toml", memory_model);
    const Outcome run = place.limen({"run", "memory.toml", "-o", "out"});
    CAPTURE(run.err);
    REQUIRE(run.code == 0);
    for (const char* column : {"training NRMSE", "test NRMSE", "test capacity"}) CHECK(holds(run.out, column));
    CHECK_FALSE(holds(run.out, "accuracy"));
    const auto readout = nlohmann::json::parse(read_file(place / "out/results.json"))["readouts"][0];
    CHECK(readout["train_frames"] == 250);
    CHECK(readout["validation_frames"] == 50);
    CHECK(readout["test_capacity"] > 2.9);
    const h5::File recording = h5::File::open(place / "out/run.h5");
    CHECK(recording.shape("/inputs/u/targets") == h5::Shape{600, 3});
    CHECK(recording.text_attribute("/inputs/u/targets", "units") == "1");
    CHECK(holds(place.limen({"inspect", "out/run.h5"}).out, "1 for training, 1 for validation, 1 for testing"));
    const Outcome again = place.limen({"train", "out/run.h5", "--force", "--set", "readout.esn.lambdas=[1e-6]"});
    CHECK(again.code == 0);
    CHECK(holds(again.out, "test capacity"));
}

TEST_CASE("a washout that leaves nothing of a trial is refused before anything runs") {
    const Workplace place;
    write_file(place / "memory.toml", memory_model);
    const Outcome run = place.limen({"run", "memory.toml", "-o", "out", "--set", "readout.esn.washout=100"});
    CHECK(run.code == 2);
    CHECK(holds(run.err, "readout.esn.washout: is 100 ms, but trial 1 lasts only 100 ms"));
    CHECK_FALSE(fs::exists(place / "out"));
}

TEST_CASE("a run never replaces another without --force") {
    const Workplace place;
    write_classifier(place);
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "out", "--no-train"}).code == 0);
    CHECK_FALSE(fs::exists(place / "out/readouts.h5"));
    const auto before = fs::last_write_time(place / "out/run.h5");
    const Outcome again = place.limen({"run", "ramps.toml", "-o", "out"});
    CHECK(again.code == 2);
    CHECK(holds(again.err, "--force"));
    CHECK(fs::last_write_time(place / "out/run.h5") == before);
    CHECK(place.limen({"run", "ramps.toml", "-o", "out", "--force"}).code == 0);
    CHECK(fs::exists(place / "out/readouts.h5"));
}

TEST_CASE("--quiet prints nothing, and --seed and --set change what runs") {
    const Workplace place;
    write_classifier(place);
    const Outcome run = place.limen({"run", "ramps.toml", "-q", "--seed", "9", "--set", "population.liquid.size=20"});
    REQUIRE(run.code == 0);
    CHECK(run.out.empty());
    CHECK(run.err.empty());
    const h5::File file = h5::File::open(place / "runs/ramps_s9/run.h5");
    CHECK(file.number_attribute("/model", "seed") == 9);
    CHECK(file.number_attribute("/populations/liquid", "size") == 20);
}

TEST_CASE("a seed above 2^53 runs, and is shown and trained from, as it was given") {
    const Workplace place;
    write_file(place / "memory.toml", memory_model);
    const std::string seed = "9007199254740993";  // 2^53 + 1, which no double holds
    REQUIRE(place.limen({"run", "memory.toml", "-o", "out", "--seed", seed}).code == 0);
    CHECK(holds(place.limen({"inspect", "out/run.h5"}).out, "seed " + seed + "\n"));
    for (const char* name : {"results.json", "manifest.json"}) {
        CAPTURE(name);
        CHECK(holds(read_file(place / "out" / name), "\"seed\": " + seed));
    }
    write_file(place / "memory.toml", "[simulation]\nseed = " + seed + "\n" + memory_model);
    REQUIRE(place.limen({"compare", "memory.toml", "-o", "both", "--seeds", "2"}).code == 0);
    CHECK(h5::File::open(place / "both/comparison.h5").read<std::uint64_t>("/esn/seeds") ==
          std::vector<std::uint64_t>{9007199254740993U, 9007199254740994U});
}

TEST_CASE("the same model gives the same spikes and states on one thread and on three") {
    const Workplace place;
    write_classifier(place);
    for (const char* n : {"1", "3"}) REQUIRE(place.limen({"run", "ramps.toml", "-o", n, "--threads", n}).code == 0);
    const h5::File one = h5::File::open(place / "1/run.h5"), three = h5::File::open(place / "3/run.h5");
    for (const char* path : {"/spikes/liquid/timestamps", "/spikes/liquid/node_ids", "/report/states/data"}) {
        const auto values = one.read<double>(path);
        CHECK_FALSE(values.empty());
        CHECK(values == three.read<double>(path));
    }
}

TEST_CASE("--dry-run says what a model needs and writes nothing") {
    const Workplace place;
    write_classifier(place);
    const Outcome run = place.limen({"run", "ramps.toml", "--dry-run"});
    CHECK(run.code == 0);
    for (const char* part : {"liquid", "60", "300", "memory:", "trials: 34", "biological time:"})
        CHECK(holds(run.out, part));
    CHECK_FALSE(fs::exists(place / "runs"));
}

TEST_CASE("a model that needs more memory than there is stops before it runs") {
    const Workplace place;
    write_file(place / "m.toml", std::string(endless_model) +
                                     "[projection.x]\nsource = \"p\"\ntarget = \"p\"\nweight = 1\n"
                                     "rule = \"fixed_in_degree\"\nin_degree = 5000000000\n");
    const Outcome run = place.limen({"run", "m.toml", "-o", "out"});
    CHECK(run.code == 2);
    CHECK(holds(run.err, "of memory"));
    CHECK_FALSE(fs::exists(place / "out"));
}

TEST_CASE("everything wrong with a model is told at once, and nothing runs") {
    const Workplace place;
    write_file(place / "bad.toml",
               "[simulation]\nstop = 10\n[population.p]\nmodel = \"lfi\"\n[population.q]\nmodel = \"lif\"\n"
               "tau_n = 10\nsize = 0\nt_ref = \"2 ms\"\n");
    for (const char* command : {"run", "validate"}) {
        const Outcome bad = place.limen({command, "bad.toml"});
        CHECK(bad.code == 2);
        CHECK(bad.out.empty());
        CHECK(holds(bad.err, "error: bad.toml:4:9: population.p.model:"));
        CHECK(holds(bad.err, "did you mean \"lif\"?"));
        CHECK(holds(bad.err, "error: bad.toml:7:"));
        CHECK(holds(bad.err, "did you mean \"tau_m\"?"));
        CHECK(holds(bad.err, "error: bad.toml:8:8: population.q.size: is 0"));
        CHECK(holds(bad.err, "error: bad.toml:9:9: population.q.t_ref:"));
    }
    CHECK_FALSE(fs::exists(place / "runs"));
    write_classifier(place);
    const Outcome good = place.limen({"validate", "ramps.toml"});
    CHECK(good.code == 0);
    CHECK(holds(good.out, "ok: ramps.toml"));
}

TEST_CASE("a command line that cannot be meant ends with code 2 and says what could be") {
    const Workplace place;
    const std::vector<std::pair<std::vector<std::string>, const char*>> cases{
        {{"rnu"}, "did you mean \"run\"?"},
        {{"run"}, "model is required"},
        {{"run", "m.toml", "--threads", "-1"}, "--threads"},
        {{"run", "m.toml", "--threads", "1025"}, "--threads"},
        {{"run", "m.toml", "--seed", "-1"}, "--seed"},
        {{"run", "m.toml", "--seed", "9223372036854775808"}, "--seed"},
        {{"run", "m.toml", "--set", "a"}, "key=value"},
        {{"run", "nowhere.toml"}, "nowhere.toml"},
        {{"run", "."}, "is a folder"},
        {{"describe", "ridgy"}, "did you mean \"ridge\"?"},
        {{"inspect", "nowhere.h5"}, "there is no such file"},
        {{"train", "nowhere.h5"}, "there is no such file"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.first.front());
        CAPTURE(c.second);
        const Outcome outcome = place.limen(c.first);
        CHECK(outcome.code == 2);
        CHECK(outcome.out.empty());
        CHECK(holds(outcome.err, "error: "));
        CHECK(holds(outcome.err, c.second));
    }
}

TEST_CASE("help, version, plugins and describe say what there is") {
    const Workplace place;
    const std::vector<std::pair<std::vector<std::string>, const char*>> cases{
        {{}, "inspect"},
        {{"--help"}, "inspect"},
        {{"run", "--help"}, "--dry-run"},
        {{"version"}, limen::version},
        {{"version", "--verbose"}, "HDF5"},
        {{"plugins"}, "plugins"},
        {{"describe"}, "ridge"},
        {{"describe", "lif"}, "tau_m"},
    };
    for (const auto& [words, part] : cases) {
        const Outcome outcome = place.limen(words);
        CHECK(outcome.code == 0);
        CHECK(outcome.err.empty());
        CHECK(holds(outcome.out, part));
    }
}

TEST_CASE("a broken plugin is a line in limen plugins, and stops only the models that need it") {
    const Workplace place;
    write_classifier(place);
    write_file(place / "liblimen_text.so", "no library");
    setenv("LIMEN_PLUGIN_PATH", (place / "").c_str(), 1);
    const Outcome plugins = place.limen({"plugins"}), known = place.limen({"describe", "lif"}),
                  unknown = place.limen({"describe", "hh"}), right = place.limen({"validate", "ramps.toml"}),
                  wrong = place.limen({"validate", "ramps.toml", "--set", "population.liquid.model=\"hh\""});
    unsetenv("LIMEN_PLUGIN_PATH");
    CHECK(plugins.code == 0);
    CHECK(holds(plugins.out, "refused:"));
    CHECK(holds(plugins.out, "liblimen_text.so: cannot be loaded"));
    CHECK(known.code == 0);
    CHECK(right.code == 0);
    CHECK(unknown.code == 2);
    CHECK(holds(unknown.err, "liblimen_text.so"));
    CHECK(wrong.code == 2);
    CHECK(holds(wrong.err, "liblimen_text.so: cannot be loaded"));
    CHECK(holds(wrong.err, "looked for liblimen_*.so in " + (place / "").string()));
}

TEST_CASE("limen plugins fits into 100 columns, paths and folders aside") {
    const Workplace place;
    std::istringstream lines(place.limen({"plugins"}).out);
    for (std::string line; std::getline(lines, line);) {
        CAPTURE(line);
        CHECK((line.size() <= 100 || line.find('/') != std::string::npos));
    }
}

TEST_CASE("limen train trains from the recording alone, with other readouts if asked") {
    const Workplace place;
    write_classifier(place);
    REQUIRE(place.limen({"run", "ramps.toml", "-o", "out", "--no-train"}).code == 0);
    fs::remove(place / "train.ts");
    fs::remove(place / "test.ts");
    const Outcome train = place.limen({"train", "out/run.h5"});
    CAPTURE(train.err);
    CHECK(train.code == 0);
    CHECK(holds(train.out, "test accuracy"));
    CHECK_FALSE(holds(train.out, "simulation time"));
    CHECK(h5::File::open(place / "out/readouts.h5").number_attribute("/esn", "test_accuracy") > 0.9);

    CHECK(place.limen({"train", "out/run.h5"}).code == 2);
    CHECK(place.limen({"train", "out/run.h5", "-o", "out/run.h5", "--force"}).code == 2);
    CHECK(place.limen({"train", "out/run.h5", "--force", "--set", "readout.esn.washout=20.0"}).code == 0);
    write_file(place / "other.toml", "[readout.again]\ntrainer = \"ridge\"\nrecord = \"states\"\n");
    CHECK(place.limen({"train", "out/run.h5", "--model", "other.toml", "-o", "other.h5"}).code == 0);
    CHECK(h5::File::open(place / "other.h5").exists("/again/weights"));
    write_file(place / "other.toml", "[readout.again]\ntrainer = \"ridge\"\nrecord = \"nothing\"\n");
    CHECK(place.limen({"train", "out/run.h5", "--model", "other.toml", "-o", "third.h5"}).code == 2);
    CHECK_FALSE(fs::exists(place / "third.h5"));
    CHECK_FALSE(fs::exists(place / "third.h5.part"));
}
