// What a model becomes when nothing is wrong with it. What is wrong with others is in tests/hostile/.
#include "limen/model/model.hpp"

#include <doctest/doctest.h>

#include "fake_plugins.hpp"

using namespace limen;
using fake::host;

namespace {

const std::string whole_model = R"(
[simulation]
seed = 7

[data.speech]
reader = "file"
frame = 20

[population.zeta]
model = "unit"
size = 30
tau = 5
grid = [5, 3, 2.0]
words = "single"

[population.alpha]
model = "rate"
data = "speech"

[population.beta]
model = "unit"

[projection.inner]
source = "zeta"
target = ["zeta"]
source_part = "inhibitory"
target_part = "excitatory"
rule = "pairs"
weight = -20
delay = 1.5

[drive.input]
target = ["zeta", "beta"]
model = "noise"
rate = 2

[drive.voice]
target = "zeta"
model = "feed"
data = "speech"

[record.spikes]
population = "zeta"
state = "spikes"

[record.current]
population = "zeta"
state = "I"
period = 5

[readout.last]
trainer = "line"
record = "current"
folds = 3
)";

Model parse(const std::string& text, const ModelOptions& options = {}) {
    return parse_model(text, "m.toml", host(), options);
}

const std::string small_model = "[simulation]\nstop = 10\n[population.p]\nmodel = \"unit\"\n";

}  // namespace

TEST_CASE("populations, data and the simulation's keys are read in the file's order") {
    const Model model = parse(whole_model);
    CHECK(model.seed == 7);
    CHECK(model.text == whole_model);
    REQUIRE(model.data.size() == 1);
    CHECK(model.data[0].name == "speech");
    CHECK(model.data[0].frame == 20.0);
    CHECK(model.data[0].standardise);
    REQUIRE(model.populations.size() == 3);
    CHECK(model.populations[0].name == "zeta");
    CHECK(model.populations[1].name == "alpha");
    CHECK(model.populations[0].path == "population.zeta");
    CHECK(model.populations[0].offer == host().find(Kind::population, "unit"));
    CHECK_FALSE(model.populations[0].data.has_value());
    CHECK(model.populations[1].data == 0U);
}

TEST_CASE("parameters are complete: given ones as given, the others by default") {
    const Parameters p = parse(whole_model).populations[0].parameters;
    CHECK(p.integer("size") == 30);
    CHECK(p.number("tau") == 5.0);  // written as an integer
    CHECK(p.number("E") == -70.0);
    CHECK(p.flag("held"));
    CHECK(p.text("shape") == "exp");
    CHECK(p.at<std::vector<double>>("grid") == std::vector<double>{5, 3, 2});
    CHECK(p.at<std::vector<std::string>>("words") == std::vector<std::string>{"single"});
}

TEST_CASE("a projection or drive with several targets is one for each, numbered in the file's order") {
    const Model model = parse(whole_model);
    REQUIRE(model.projections.size() == 1);
    const ProjectionSpec& inner = model.projections[0];
    CHECK(inner.source == 0);
    CHECK(inner.target == 0);
    CHECK(inner.source_part == Part::inhibitory);
    CHECK(inner.target_part == Part::excitatory);
    CHECK(inner.weight == -20.0);
    CHECK(inner.delay == 1.5);
    REQUIRE(model.drives.size() == 3);
    CHECK(model.drives[0].name == "input");
    CHECK(model.drives[0].target == 0);
    CHECK(model.drives[1].name == "input");
    CHECK(model.drives[1].target == 2);
    CHECK(model.drives[2].name == "voice");
    CHECK(model.drives[2].data == 0U);
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(model.drives[i].id == i);
}

TEST_CASE("records know their population and observable, and readouts their parameters") {
    const Model model = parse(whole_model);
    REQUIRE(model.records.size() == 2);
    CHECK_FALSE(model.records[0].observable.has_value());
    CHECK(model.records[1].observable == 1U);
    CHECK(model.records[1].period == 5.0);
    REQUIRE(model.readouts.size() == 1);
    CHECK(model.readouts[0].parameters.text("record") == "current");
    CHECK(model.readouts[0].parameters.integer("folds") == 3);
}

TEST_CASE("states are recorded in single precision, and in double where the record says so") {
    const auto record = [](const std::string& keys) {
        return parse(small_model + "[record.r]\npopulation = \"p\"\nstate = \"I\"\nperiod = 1\n" + keys);
    };
    CHECK_FALSE(record("").records[0].float64);
    CHECK_FALSE(record("precision = \"single\"\n").records[0].float64);
    const Model model = record("precision = \"double\"\n");
    CHECK(model.records[0].float64);
    CHECK(parse(model.resolved).records[0].float64);
    // The recordings of models without the key are what they were before there was one.
    CHECK(record("").resolved.find("precision") == std::string::npos);
    // Of a population that knows single precision alone.
    try {
        parse(whole_model + "[record.h]\npopulation = \"alpha\"\nstate = \"h\"\nperiod = 1\nprecision = \"double\"\n");
        FAIL("not refused");
    } catch (const ModelError& error) {
        REQUIRE(error.problems().size() == 1);
        CHECK(error.problems()[0].key == "record.h.precision");
        CHECK(error.problems()[0].message.find("\"rate\" gives its states in single precision") != std::string::npos);
    }
}

TEST_CASE("what a model is compared with is read, and is no part of the resolved model") {
    const Model alone = parse(whole_model);
    CHECK(alone.comparison.seeds == 1);
    CHECK(alone.comparison.with.empty());
    const std::string whole = whole_model;
    const Model compared = parse(whole + "[comparison]\nwith = [\"other.toml\"]\nseeds = 7\n");
    CHECK(compared.comparison.with == std::vector<std::string>{"other.toml"});
    CHECK(compared.comparison.seeds == 7);
    CHECK(compared.resolved == alone.resolved);
    CHECK(parse(whole + "[comparison]\n").comparison.seeds == 5);
    for (const char* wrong : {"comparison = 3\n", "[comparison]\nseeds = 0\n", "[comparison]\nseeds = 100000\n",
                              "[comparison]\nwit = []\n", "[comparison]\nwith = \"other.toml\"\nseeds = 1.5\n"})
        CHECK_THROWS_AS(parse(std::string(wrong).starts_with("comparison") ? wrong + whole : whole + wrong),
                        ModelError);
}

TEST_CASE("the resolved text holds every default and resolves to itself") {
    const Model model = parse(whole_model);
    CHECK(model.resolved.find("E = -70") != std::string::npos);
    CHECK(model.resolved.find("standardise = true") != std::string::npos);
    const Model again = parse_model(model.resolved, "resolved.toml", host());
    CHECK(again.resolved == model.resolved);
    CHECK(again.populations[0].parameters.values() == model.populations[0].parameters.values());
    CHECK(again.projections[0].weight == model.projections[0].weight);
    CHECK(again.records[1].observable == model.records[1].observable);
}

TEST_CASE("names and numbers of every kind survive resolving") {
    const std::string text =
        "[simulation]\nstop = 0.1\nseed = 9223372036854775807\n[population.\"my liquid \\\"é\\\\\"]\nmodel = \"unit\"\n"
        "tau = 0.1000000000000000055511151231257827\nE = -1e-300\nwords = [\"a\\\"b\", \"tab\\t\", \"ü\"]\n";
    const Model model = parse(text), again = parse_model(model.resolved, "resolved.toml", host());
    CHECK(again.resolved == model.resolved);
    CHECK(again.seed == 9223372036854775807ULL);
    CHECK(again.stop == 0.1);
    CHECK(again.populations[0].name == "my liquid \"é\\");
    CHECK(again.populations[0].parameters.values() == model.populations[0].parameters.values());
}

TEST_CASE("a population's rule has its parameters in a table of its own, and need not have one") {
    const std::string text = "[simulation]\nstop = 1\n[population.p]\nmodel = \"net\"\nkind = \"pairs\"\n";
    for (const auto& [more, degree] :
         {std::pair{"", 1}, {"rule = {in_degree = 4}\n", 4}, {"[population.p.rule]\nin_degree = 5\n", 5}}) {
        const Model model = parse_model(text + more, "m.toml", host());
        REQUIRE(model.populations[0].rule);
        CHECK(model.populations[0].rule->offer->name == "pairs");
        CHECK(model.populations[0].rule->parameters.integer("in_degree") == degree);
        CHECK(model.resolved.find("arms") == std::string::npos);
        const Model again = parse_model(model.resolved, "resolved.toml", host());
        CHECK(again.resolved == model.resolved);
        CHECK(again.populations[0].rule->parameters.integer("in_degree") == degree);
        CHECK(model.problem("population.p", "rule.in_degree", "x").place.line == (degree == 5   ? 7
                                                                                  : degree == 4 ? 6
                                                                                                : 3));
    }
    const Model own = parse_model("[simulation]\nstop = 1\n[population.p]\nmodel = \"net\"\narms = 5\n", "m", host());
    CHECK_FALSE(own.populations[0].rule);
    CHECK(own.populations[0].parameters.integer("arms") == 5);
}

TEST_CASE("--set changes a value, adds one, and takes a bare word as text") {
    const Model model = parse(small_model, {{{"population.p.size", "300"},
                                             {"population.p.shape", "alpha"},
                                             {"population.p.grid", "[10, 30]"},
                                             {"simulation.seed", "3"}}});
    CHECK(model.seed == 3);
    CHECK(model.populations[0].parameters.integer("size") == 300);
    CHECK(model.populations[0].parameters.text("shape") == "alpha");
    CHECK(model.populations[0].parameters.at<std::vector<double>>("grid") == std::vector<double>{10, 30});
    CHECK(model.text == small_model);
    CHECK(model.resolved.find("size = 300") != std::string::npos);
}

TEST_CASE("--set makes the table [simulation] where the file has none") {
    const Model model = parse("[population.p]\nmodel = \"unit\"\n", {{{"simulation.stop", "5"}}});
    CHECK(model.stop == 5.0);
}

TEST_CASE("readouts can be read alone, whatever the rest of the file holds") {
    const std::string text = "[population.p]\nmodel = \"gone\"\n[readout.r]\ntrainer = \"line\"\nrecord = \"x\"\n";
    const Model model = parse(text, {{}, true});
    REQUIRE(model.readouts.size() == 1);
    CHECK(model.populations.empty());
    CHECK(model.readouts[0].parameters.text("record") == "x");
}

TEST_CASE("CRLF lines are read like others") {
    std::string text;
    for (const char c : small_model) text += c == '\n' ? "\r\n" : std::string(1, c);
    CHECK(parse(text).resolved == parse(small_model).resolved);
}

TEST_CASE("a problem found later stands at its key, or else at its table, or else at the file") {
    const Model model = parse(small_model);
    const auto place = [&](const char* path, const char* key) { return model.problem(path, key, "").place; };
    CHECK(place("population.p", "model").line == 4);
    CHECK(place("population.p", "tau").line == 3);
    CHECK(place("readout.none", "tau").line == 0);
    CHECK(place("readout.none", "tau").file == "m.toml");
    CHECK(model.problem("population.p", "tau", "is odd").key == "population.p.tau");
}

TEST_CASE("a record of some units and of a part of each trial says so, and others say nothing of it") {
    const auto record = [](const std::string& keys) {
        return parse(small_model + "[record.r]\npopulation = \"p\"\nstate = \"I\"\nperiod = 1\n" + keys);
    };
    const RecordSpec whole = record("").records[0];
    CHECK(whole.units.all());
    CHECK(whole.whole_trials());
    // The recordings of models without the keys are what they were before there were these keys.
    for (const char* key : {"units", "from", "until"}) CHECK(record("").resolved.find(key) == std::string::npos);
    for (const std::string units : {"[7, 0]", "\"0:4:2\"", "\"inhibitory\"", "3"}) {
        const Model model = record("units = " + units + "\nfrom = 2\nuntil = 4.5\n");
        const RecordSpec& spec = model.records[0];
        CHECK_FALSE(spec.units.all());
        CHECK(spec.from == 2);
        CHECK(spec.until == 4.5);
        CHECK(parse(model.resolved).records[0].units == spec.units);
        CHECK(parse(model.resolved).resolved == model.resolved);
    }
    CHECK(record("units = [7, 0]\n").records[0].units.listed == std::vector<std::uint32_t>{0, 7});
}
