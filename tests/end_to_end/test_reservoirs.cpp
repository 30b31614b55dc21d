// Echo state networks of every kind, from a model file to a recording, and what their users are told.
#include <doctest/doctest.h>

#include <cmath>

#include "command.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::test;

namespace {

// A model with an echo state network of 40 units alone, and its data; `keys` go on in [population.esn].
void write_model(const Workplace& place, const std::string& keys) {
    write_file(place / "train.ts", two_classes(24));
    write_file(place / "test.ts", two_classes(10));
    write_file(place / "esn.toml",
               "[data.ramps]\nreader = \"ts\"\ntrain = \"train.ts\"\ntest = \"test.ts\"\n[record.states]\npopulation = "
               "\"esn\"\nstate = \"h\"\nperiod = 1\n[population.esn]\nmodel = \"esn\"\ndata = \"ramps\"\nsize = 40\n" +
                   keys);
}

Outcome run(const Workplace& place, const std::string& keys, std::vector<std::string> words = {}) {
    write_model(place, keys);
    words.insert(words.begin(), {"run", "esn.toml", "-o", "out", "--force"});
    return place.limen(words);
}

// As recorded. The file as a whole may differ from run to run in where its pieces lie.
std::vector<float> states(const Workplace& place) {
    return h5::File::open(place / "out/run.h5").read<float>("/report/states/data");
}

void write_csr(const Workplace& place, std::int64_t units, const std::vector<double>& data) {
    std::vector<std::int64_t> starts, indices;
    for (std::int64_t unit = 0; unit < units; ++unit) {
        starts.push_back(unit);
        indices.push_back((unit + 1) % units);
    }
    starts.push_back(units);
    h5::File file = h5::File::create(place / "w.h5");
    file.write<std::int64_t>("/indptr", starts);
    file.write<std::int64_t>("/indices", indices);
    file.write<double>("/data", data);
}

}  // namespace

TEST_CASE("reservoirs of all kinds and rules run, with the same states on one thread and on three") {
    const Workplace place;
    write_csr(place, 40, std::vector<double>(40, -0.5));
    for (const char* keys :
         {"", "reservoir = \"orthogonal\"\n", "reservoir = \"permutation\"\n",
          "reservoir = \"cycle\"\njump_length = 5\ninput_weights = \"pi\"\n",
          "reservoir = \"delay_line\"\nscaling = \"none\"\nring_weight = 0.9\nfeedback_weight = 0.05\n",
          "reservoir = \"small_world\"\n[population.esn.rule]\nneighbours = 4\nrewiring = 0.2\n",
          "reservoir = \"scale_free\"\nweights = \"sign\"\nscaling = \"row_sum\"\nrule = {degree = \"out\"}\n",
          "reservoir = \"csr\"\nweights = \"constant\"\n[population.esn.rule]\nfile = \"w.h5\"\n"}) {
        CAPTURE(keys);
        const Outcome first = run(place, keys, {"--threads", "1"});
        CAPTURE(first.err);
        CHECK(first.code == 0);
        const std::vector<float> alone = states(place);
        CHECK(alone.size() > 0);
        CHECK(run(place, keys, {"--threads", "3"}).code == 0);
        CHECK(states(place) == alone);
        const std::string resolved = read_file(place / "out/resolved.toml");
        write_file(place / "esn.toml", resolved);
        CHECK(place.limen({"run", "esn.toml", "-o", "out", "--force"}).code == 0);
        CHECK(read_file(place / "out/resolved.toml") == resolved);
    }
}

TEST_CASE("states recorded in double precision are those of single precision before they are rounded") {
    const Workplace place;
    REQUIRE(run(place, "").code == 0);
    const std::vector<float> single = states(place);
    REQUIRE(run(place, "", {"--set", "record.states.precision=\"double\""}).code == 0);
    const auto fine = h5::File::open(place / "out/run.h5").read<double>("/report/states/data");
    REQUIRE(fine.size() == single.size());
    bool rounds = true, finer = false;
    for (std::size_t i = 0; i < fine.size(); ++i) {
        rounds = rounds && static_cast<float>(fine[i]) == single[i];
        finer = finer || fine[i] != static_cast<double>(single[i]);
    }
    CHECK(rounds);
    CHECK(finer);
}

TEST_CASE("a readout works on the units and the part of each trial that its record keeps") {
    const Workplace place;
    const std::string readout = "[readout.r]\ntrainer = \"ridge\"\nrecord = \"states\"\nwashout = 2.0\n";
    const auto weights = [&](const std::vector<std::string>& words) {
        const Outcome outcome = run(place, readout, words);
        CAPTURE(outcome.err);
        REQUIRE(outcome.code == 0);
        const h5::File file = h5::File::open(place / "out/readouts.h5");
        CHECK(file.number_attribute("/r", "features") * 2 ==
              static_cast<double>(file.read<double>("/r/weights").size()));
        return file.read<double>("/r/weights");
    };
    const std::vector<double> whole = weights({});
    // All units by their numbers, and all samples that the readout looks at.
    CHECK(weights({"--set", "record.states.units=\"0:40\""}) == whole);
    CHECK(weights({"--set", "record.states.from=2.0"}) == whole);
    const std::vector<std::string> some{"--set", "record.states.units=[31, 4, 17]", "--set", "record.states.from=1.0"};
    CHECK(weights(some).size() == 3 * 2);
    CHECK(holds(place.limen({"inspect", "out/run.h5"}).out, "data  ["));
    const Outcome compared = place.limen({"compare", "esn.toml", some[0], some[1], some[2], some[3]});
    CAPTURE(compared.err);
    CHECK(compared.code == 0);
}

TEST_CASE("what is known of a reservoir is in the recording, and inspect shows it") {
    const Workplace place;
    REQUIRE(run(place, "spectral_radius = 0.5\nreservoir = \"cycle\"\nleak = 0.5\n").code == 0);
    const h5::File file = h5::File::open(place / "out/run.h5");
    CHECK(file.number_attribute("/populations/esn", "spectral_radius") == 0.5);
    CHECK(file.number_attribute("/populations/esn", "spectral_radius_with_leak") == 0.75);
    CHECK(file.number_attribute("/populations/esn", "largest_singular_value") == 0.5);
    CHECK(file.number_attribute("/populations/esn", "forgetting_distance") < 1e-10);
    CHECK(holds(place.limen({"inspect", "out/run.h5"}).out, "spectral_radius_with_leak 0.75"));
    CHECK(holds(read_file(place / "out/results.json"), "\"spectral_radius_with_leak\": 0.75"));
}

TEST_CASE("a reservoir that does not forget runs, with a warning") {
    const Workplace place;
    const Outcome outcome = run(place, "spectral_radius = 4.0\ninput_scaling = 0.01\n");
    CHECK(outcome.code == 0);
    CHECK(holds(outcome.err, "warning: population \"esn\" does not forget"));
    CHECK(holds(outcome.err, "echo state property"));
    CHECK(run(place, "spectral_radius = 0.9\n").err.find("warning") == std::string::npos);
}

TEST_CASE("what cannot be made is refused at its key before anything is written") {
    const Workplace place;
    write_csr(place, 39, std::vector<double>(39, 1));
    write_file(
        place / "three.graphml",
        "<graphml><graph edgedefault=\"directed\"><node id=\"a\"/><node id=\"b\"/><node id=\"c\"/></graph></graphml>");
    const std::string csr = "reservoir = \"csr\"\n[population.esn.rule]\nfile = ";
    for (const auto& [keys, where, what] : std::vector<std::tuple<std::string, const char*, const char*>>{
             {"density = 0.0\n", "population.esn.density", "greater than 0"},
             {"density = 1.5\n", "population.esn.density", "at most 1"},
             {"spectral_radius = nan\n", "population.esn.spectral_radius", "finite"},
             {"reservoir = \"cycel\"\n", "population.esn.reservoir", "did you mean \"cycle\"?"},
             {"reservoir = \"cycle\"\ndensity = 0.1\n", "population.esn.density", "says nothing"},
             {"reservoir = \"delay_line\"\n", "population.esn.spectral_radius", "scaling = \"none\""},
             {"reservoir = \"cycle\"\njump_length = 20\n", "population.esn.jump_length", "from 2 to 19"},
             {"in_degree = 41\n", "population.esn.in_degree", "only 40 units"},
             {"reservoir = \"small_world\"\nrule = {neighbours = 7}\n", "population.esn.rule.neighbours", "even"},
             {"reservoir = \"distance\"\n", "population.esn.reservoir", "grid"},
             {csr + "\"none.h5\"\n", "population.esn.rule.file", "there is no file"},
             {csr + "\"w.h5\"\n", "population.esn.rule.file", "has 40 entries; it must have 41"},
             {"reservoir = \"csr\"\n", "population.esn.rule.file", "must name"},
             {"reservoir = \"graphml\"\nrule = {file = \"three.graphml\"}\n", "population.esn.rule.file",
              "3 vertices"}}) {
        CAPTURE(keys);
        const Outcome outcome = run(place, keys);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(holds(outcome.err, where));
        CHECK(holds(outcome.err, what));
        CHECK_FALSE(std::filesystem::exists(place / "out"));
    }
    write_csr(place, 40, std::vector<double>(40, std::nan("")));
    const Outcome outcome = run(place, csr + "\"w.h5\"\n");
    CHECK(outcome.code == 2);
    CHECK(holds(outcome.err, "entry 0 is nan; a relative weight must be a finite number"));
}

TEST_CASE("a free run that cannot be is refused before anything runs, naming the key") {
    const Workplace place;
    const std::string series = "[data.x]\nreader = \"mackey_glass\"\ntrain = 300\ntest = 100\n",
                      esn = "[population.esn]\nmodel = \"esn\"\nsize = 20\nfeedback = \"x\"\n",
                      rest =
                          "[record.esn]\npopulation = \"esn\"\nstate = \"h\"\nperiod = 1.0\n[readout.esn]\n"
                          "trainer = \"ridge\"\nrecord = \"esn\"\nwashout = 50.0\n",
                      free = "[free_run.far]\nreadout = \"esn\"\nwashout = 50.0\n";
    const auto told = [&](const std::string& text) {
        write_file(place / "m.toml", text);
        const Outcome outcome = place.limen({"run", "m.toml", "-o", "out"});
        CHECK(outcome.code == 2);
        CHECK_FALSE(std::filesystem::exists(place / "out"));
        return outcome.err;
    };
    const auto says = [](const std::string& message, const std::string& part) {
        CAPTURE(message);
        CHECK(message.find(part) != std::string::npos);
    };
    says(told(series + esn + rest + free), "free_run.far: lacks \"horizon\"");
    says(told(series + esn + rest + free + "horizon = 60\n"),
         "free_run.far.washout: and horizon take 109 frames, but the longest trial of that part has 100");
    says(told(series + esn + rest + free + "horizon = -1\n"), "free_run.far.horizon");
    says(told(series + esn + rest + free + "horizon = 9223372036854775807\n"), "free_run.far");
    says(told(series + esn + rest + "[free_run.far]\nreadout = \"esm\"\nwashout = 5.0\nhorizon = 3\n"),
         "there is no readout \"esm\"; did you mean \"esn\"?");
    says(told(series + "[population.esn]\nmodel = \"esn\"\nsize = 20\ndata = \"x\"\n" + rest + free + "horizon = 3\n"),
         "free_run.far.readout: has no one to be fed back to");
    const std::string some = "[record.esn]\nunits = [0, 3]\npopulation = \"esn\"\nstate = \"h\"\nperiod = 1.0\n";
    for (const char* trainer : {"ridge", "force"}) {
        const std::string refused = told(series + esn + some + "[readout.esn]\ntrainer = \"" + trainer +
                                         "\"\nrecord = \"esn\"\n" + free + "horizon = 3\n");
        says(refused, "free_run.far.readout: reads [record.esn], which keeps some of its population's units");
        CHECK(holds(refused, "readout.esn.record: reads [record.esn]") == (trainer == std::string("force")));
    }
    write_file(place / "m.toml", series + esn + rest + "input = true\n" + free + "horizon = 3\n");
    const Outcome late = place.limen({"run", "m.toml", "-o", "late"});
    CHECK(late.code != 0);
    says(late.err, "readout.esn.input: is true; a readout that is fed back");
}

TEST_CASE("the first output of a free run is that of the readout while the targets are still fed back") {
    const Workplace place;
    write_file(place / "m.toml",
               "[data.x]\nreader = \"mackey_glass\"\nsquash = true\ntrain = 400\ntest = 200\n[population.esn]\nmodel = "
               "\"esn\"\nsize = 50\nfeedback = \"x\"\nleak = 0.7\nspectral_radius = 0.6\n[record.esn]\npopulation = "
               "\"esn\"\nstate = \"h\"\nperiod = 1.0\n[readout.esn]\ntrainer = \"ridge\"\nrecord = \"esn\"\nwashout = "
               "100.0\n[free_run.one]\nreadout = \"esn\"\nwashout = 190.0\nhorizon = 11\nstarts = 1\n");
    const Outcome outcome = place.limen({"run", "m.toml", "-o", "out"});
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    const h5::File readouts = h5::File::open(place / "out/readouts.h5");
    const auto taught = readouts.read<double>("/esn/outputs"),
               free = readouts.read<double>("/esn/free_run/one/outputs"),
               targets = readouts.read<double>("/esn/free_run/one/targets");
    REQUIRE(free.size() == 11);
    // The start is the first frame of the test trial, after 400 of the training; records are rounded to 32 bits.
    CHECK(free[0] == doctest::Approx(taught[400 + 189]).epsilon(1e-4));
    const auto recorded = h5::File::open(place / "out/run.h5").read<double>("/inputs/x/targets");
    for (std::size_t k = 0; k < 11; ++k) CHECK(targets[k] == recorded[400 + 189 + k]);
    // The second hears the first, which differs from the target.
    CHECK(free[1] != doctest::Approx(taught[400 + 190]).epsilon(1e-9));
}
