// Models that are put together in code, or read and changed.
#include "limen/model/experiment.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "fake_plugins.hpp"
#include "limen/core/error.hpp"

using namespace limen;
using fake::host;

namespace {

// Deliberately not in the order of the alphabet.
Experiment whole() {
    Experiment experiment("in_code");
    experiment.simulation().set("seed", 7);
    experiment.data("speech").set("reader", "file").set("frame", 20);
    experiment.population("zeta").set("model", "unit").set("size", 30).set("tau", 5.0);
    experiment.population("zeta").set("words", std::vector<std::string>{"a", "b \"c\"\n"});
    experiment.population("alpha").set("model", "net").set("kind", "pairs").table("rule").set("in_degree", 2);
    experiment.population("beta").set("model", "unit").set("held", false);
    experiment.projection("inner").set("source", "zeta").set("target", "beta").set("rule", "pairs").set("weight", -20);
    experiment.drive("input").set("model", "noise").set("target", std::vector<std::string>{"zeta", "beta"});
    experiment.record("current").set("population", "zeta").set("state", "I").set("period", 5);
    experiment.readout("last").set("trainer", "line").set("record", "current");
    return experiment;
}

std::vector<Problem> problems_of(const Experiment& experiment) {
    try {
        experiment.model(host());
    } catch (const ModelError& error) {
        return error.problems();
    }
    return {};
}

std::vector<std::string> told_by(const Experiment& experiment) {
    std::vector<std::string> told;
    for (const Problem& problem : problems_of(experiment)) told.push_back(describe(problem));
    return told;
}

}  // namespace

TEST_CASE("a model made in code is that of the file that says the same") {
    const Experiment experiment = whole();
    const Model made = experiment.model(host()), read = parse_model(experiment.to_toml(), "file.toml", host());
    CHECK(made.resolved == read.resolved);
    CHECK(made.text == experiment.to_toml());
    CHECK(made.seed == 7);
    REQUIRE(made.populations.size() == 3);
    CHECK(made.populations[0].name == "zeta");
    CHECK(made.populations[1].name == "alpha");
    CHECK(made.populations[0].parameters.number("tau") == 5);
    CHECK(made.populations[0].parameters.at<std::vector<std::string>>("words")[1] == "b \"c\"\n");
    REQUIRE(made.populations[1].rule);
    CHECK(made.populations[1].rule->parameters.integer("in_degree") == 2);
    CHECK(made.records[0].period == 5);
}

TEST_CASE("an experiment that was read is written as the same model, in the order of the file") {
    const std::string text =
        "[population.z]\nmodel='unit'\nsize=0x10\ngrid=[1,2.5]\n[population.a]\nmodel='net'\nkind='pairs'\n"
        "[population.a.rule]\nin_degree=3\n[simulation]\nstop=1e1\n";
    const Experiment read = Experiment::parse(text, "m.toml");
    CHECK(read.to_toml() ==
          "[population.z]\nmodel = \"unit\"\nsize = 16\ngrid = [1, 2.5]\n\n[population.a]\nmodel = \"net\"\nkind = "
          "\"pairs\"\n\n[population.a.rule]\nin_degree = 3\n\n[simulation]\nstop = 10.0\n");
    CHECK(read.model(host()).resolved == parse_model(text, "m.toml", host()).resolved);
    CHECK(Experiment::parse(read.to_toml(), "m.toml").to_toml() == read.to_toml());
}

TEST_CASE("values replace those before, and what is removed is gone") {
    Experiment experiment = whole();
    experiment.population("zeta").set("tau", 8.5).remove("words");
    experiment.section("readout").remove("last");
    experiment.population("alpha").remove("rule");
    experiment.population("nobody");
    experiment.section("population").remove("nobody");
    const Model model = experiment.model(host());
    CHECK(model.populations[0].parameters.number("tau") == 8.5);
    CHECK(model.populations[0].parameters.at<std::vector<std::string>>("words").empty());
    CHECK(model.readouts.empty());
    CHECK(model.populations[1].rule->parameters.integer("in_degree") == 1);
    CHECK(experiment.to_toml().find("nobody") == std::string::npos);
}

TEST_CASE("mistakes made in code are told together, as those in a file") {
    Experiment experiment = whole();
    experiment.population("zeta").set("siez", 3).set("tau", -1.0).set("size", "many");
    experiment.population("beta").set("model", "unti");
    experiment.population("bad/name").set("model", "unit");
    experiment.record("current").set("period", std::nan(""));
    experiment.section("populations").set("x", 1);
    experiment.simulation().set("stop", true);
    const std::string text = experiment.to_toml();
    std::vector<Problem> in_file;
    try {
        parse_model(text, "m.toml", host());
    } catch (const ModelError& error) {
        in_file = error.problems();
    }
    const std::vector<Problem> made = problems_of(experiment);
    REQUIRE(made.size() == in_file.size());
    CHECK(made.size() >= 8);
    for (std::size_t i = 0; i < made.size(); ++i) {
        CHECK(made[i].key == in_file[i].key);
        CHECK(made[i].message == in_file[i].message);
        CHECK(made[i].place.file == "in_code");
        CHECK(made[i].place.line == 0);
    }
}

TEST_CASE("a text that no model file can hold is told with its key") {
    Experiment experiment = whole();
    experiment.population("zeta").set("words", "\xff\xfe");
    const std::vector<std::string> told = told_by(experiment);
    REQUIRE(told.size() == 1);
    CHECK(told[0].starts_with("in_code: population.zeta.words: "));
}

TEST_CASE("what was read and not changed keeps its place in the file") {
    const std::string text =
        "# a comment\n[simulation]\nstop = 10\n\n[population.p]\nmodel = 'unit'\ntau = -3\n  nonsense = 1979-05-27\n";
    Experiment experiment = Experiment::parse(text, "m.toml");
    std::vector<std::string> of_file;
    try {
        parse_model(text, "m.toml", host());
    } catch (const ModelError& error) {
        for (const Problem& problem : error.problems()) of_file.push_back(describe(problem));
    }
    REQUIRE(of_file.size() == 2);
    CHECK(of_file[0].starts_with("m.toml:7:7: population.p.tau: "));
    CHECK(of_file[1].starts_with("m.toml:8:3: population.p.nonsense: "));
    CHECK(told_by(experiment) == of_file);
    experiment.population("p").set("tau", -4.0);
    const std::vector<std::string> told = told_by(experiment);
    REQUIRE(told.size() == 2);
    CHECK(told[0].starts_with("m.toml: population.p.tau: "));
    CHECK(told[1] == of_file[1]);
}

TEST_CASE("the place of a mistake that building finds is that of the key") {
    Experiment experiment =
        Experiment::parse("[simulation]\nstop = 10\n[population.p]\nmodel = 'unit'\ntau = 3\n", "m.toml");
    experiment.population("p").set("share", 0.5);
    const Model model = experiment.model(host());
    CHECK(describe(model.problem("population.p", "tau", "x")) == "m.toml:5:7: population.p.tau: x");
    CHECK(describe(model.problem("population.p", "share", "x")) == "m.toml: population.p.share: x");
    CHECK(describe(model.problem("population.p", "size", "x")) == "m.toml:3:1: population.p.size: x");
}

TEST_CASE("overrides of the command line act on an experiment") {
    const Experiment experiment = whole();
    CHECK(experiment.model(host(), {.overrides = {{"population.zeta.tau", "9"}}})
              .populations[0]
              .parameters.number("tau") == 9);
    try {
        experiment.model(host(), {.overrides = {{"population.zeta.tua", "9"}}});
        FAIL("must throw");
    } catch (const ModelError& error) {
        CHECK(std::string(error.what()).find("--set population.zeta.tua=9: population.zeta.tua: is not a key") !=
              std::string::npos);
    }
}

TEST_CASE("a file that is not there, and a text that is no TOML, are refused with their place") {
    CHECK_THROWS_AS(Experiment::read("no/such/file.toml"), ModelError);
    CHECK_THROWS_WITH_AS(Experiment::parse("[a\n", "m.toml"), doctest::Contains("m.toml:1:3"), ModelError);
}
