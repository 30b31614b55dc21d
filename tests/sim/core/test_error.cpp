// How errors read, and which names are thought to be meant.
#include "limen/core/error.hpp"

#include <doctest/doctest.h>

using namespace limen;

TEST_CASE("a problem reads as place, key and message, and what is unknown is left out") {
    CHECK(describe({{"a.toml", 3, 7}, "population.exc.tau_m", "is bad"}) == "a.toml:3:7: population.exc.tau_m: is bad");
    CHECK(describe({{"a.toml"}, "population.exc", "is bad"}) == "a.toml: population.exc: is bad");
    CHECK(describe({{"a.toml", 3, 7}, "", "is bad"}) == "a.toml:3:7: is bad");
    CHECK(describe({{}, "", "is bad"}) == "is bad");
}

TEST_CASE("a model error says every problem on a line of its own and keeps their facts") {
    const ModelError error({{{"a.toml", 1, 2}, "x", "one"}, {{"a.toml", 3, 4}, "y", "two"}});
    CHECK(std::string(error.what()) == "a.toml:1:2: x: one\na.toml:3:4: y: two");
    REQUIRE(error.problems().size() == 2);
    CHECK(error.problems()[1].place.line == 3);
    CHECK(error.problems()[1].key == "y");
}

TEST_CASE("data and plugin errors name their file, and the place in it where there is one") {
    CHECK(std::string(DataError("run.h5", "/spikes", "is not there").what()) == "run.h5: /spikes: is not there");
    CHECK(std::string(DataError("run.h5", "", "is not there").what()) == "run.h5: is not there");
    CHECK(std::string(PluginError("lsm", "failed").what()) == "lsm: failed");
}

TEST_CASE("the nearest name is the one that a slip of the fingers leads to") {
    const std::vector<std::string> names{"tau_m", "tau_syn_ex", "tau_syn_in", "size", "V_th", "spectral_radius"};
    const std::pair<const char*, const char*> cases[] = {
        {"tau_n", "tau_m"},               // one letter
        {"tua_m", "tau_m"},               // two letters swapped
        {"TAU_M", "tau_m"},               // another case
        {"siez", "size"},                 //
        {"tau_mem", "tau_m"},             // the name with something behind
        {"spectral", "spectral_radius"},  // the beginning of the name
        {"v_t", "V_th"},                  // a letter too few
    };
    for (const auto& c : cases) {
        CAPTURE(c.first);
        CHECK(nearest_name(c.first, names) == c.second);
    }
}

TEST_CASE("a word that is like no name has no nearest one") {
    CHECK(nearest_name("frequency", {"tau_m", "size"}).empty());
    CHECK(nearest_name("x", {"y", "z"}).empty());
    CHECK(nearest_name("", {"tau_m"}).empty());
    CHECK(nearest_name("tau_m", {}).empty());
    CHECK(nearest_name(std::string(100000, 'a'), {"aaaa"}).empty());
}

TEST_CASE("a suggestion is the nearest name, or else the list of all") {
    CHECK(suggestion("tau_n", {"tau_m", "size"}) == "; did you mean \"tau_m\"?");
    CHECK(suggestion("frequency", {"tau_m", "size"}) == "; known are: tau_m, size");
    CHECK(suggestion("frequency", {}) == "; there are none");
}

TEST_CASE("messages tell the first of very many names and problems, and how many there are besides") {
    std::vector<std::string> names;
    std::vector<Problem> problems;
    for (int i = 0; i < 100'000; ++i) {
        names.push_back("q" + std::to_string(i));
        problems.push_back({Place{"m.toml"}, "x", "is wrong"});
    }
    CHECK(suggestion("frequency", names) ==
          "; known are: q0, q1, q2, q3, q4, q5, q6, q7, q8, q9, q10, q11 and 99988 more");
    const std::string told = ModelError(problems).what();
    CHECK(std::count(told.begin(), told.end(), '\n') == 50);
    CHECK(told.ends_with("\nand 99950 more"));
}
