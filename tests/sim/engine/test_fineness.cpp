// A run that would not come to its end is refused with the number that is to blame.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "built_plugins.hpp"
#include "limen/registry/host.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;

namespace {

struct Numbers {
    const char *stop = "100.0", *slice = "0.0", *delay = "1.0", *other_delay = "1.0", *tau_m = "10.0", *period = "1.0";
};

std::string refusal(const Numbers& n) {
    const std::string text = fmt::format(
        "[simulation]\nstop = {}\nslice = {}\n[population.p]\nmodel = \"lif\"\nsize = 4\ntau_m = "
        "{}\n[projection.q]\nsource "
        "= \"p\"\ntarget = \"p\"\nrule = \"all_to_all\"\nweight = 1.0\ndelay = {}\n[projection.r]\nsource = "
        "\"p\"\ntarget = "
        "\"p\"\nrule = \"all_to_all\"\nweight = 1.0\ndelay = {}\n[record.v]\npopulation = \"p\"\nstate = "
        "\"V_m\"\nperiod = {}\n",
        n.stop, n.slice, n.tau_m, n.delay, n.other_delay, n.period);
    try {
        estimate(parse_model(text, "m.toml", test::built_plugins()));
    } catch (const ModelError& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& told, const std::string& key, const std::string& part) {
    CAPTURE(told);
    return told.find(key + ": ") != std::string::npos && told.find(part) != std::string::npos &&
           told.find('\n') == std::string::npos;
}

}  // namespace

TEST_CASE("times that make more steps than a run can take are refused by name, with what would do") {
    CHECK(refusal({}).empty());
    CHECK(says(refusal({.delay = "1e-9"}), "projection.q.delay", "make it 1e-08 ms or more"));
    CHECK(says(refusal({.period = "1e-9"}), "record.v.period", "make it 1e-08 ms or more"));
    CHECK(says(refusal({.slice = "1e-12"}), "simulation.slice", "make it 1e-08 ms or more"));
    CHECK(says(refusal({.tau_m = "1e-300"}), "population.p", "make it 1e-08 ms or more"));
}

TEST_CASE("a delay that spikes would wait out in millions of slices is refused") {
    CHECK(says(refusal({.delay = "1e9"}), "projection.q.delay", "more than the 100 ms of a trial"));
    CHECK(says(refusal({.other_delay = "1e300"}), "projection.r.delay", "more than the 100 ms of a trial"));
    CHECK(refusal({.delay = "1e5"}).empty());
}

TEST_CASE("an estimate counts what states take in a recording") {
    const std::string text =
        "[simulation]\nstop = 100.0\n[population.p]\nmodel = \"lif\"\nsize = 4\n[record.v]\npopulation = \"p\"\nstate "
        "= "
        "\"V_m\"\nperiod = 0.5\n";
    const auto bytes = [](const std::string& model) {
        return estimate(parse_model(model, "m.toml", test::built_plugins())).recorded_bytes;
    };
    CHECK(bytes(text) == 200 * 4 * sizeof(float));
    CHECK(bytes(text + "precision = \"double\"\n") == 200 * 4 * sizeof(double));
    CHECK(bytes(text + "units = [0, 3]\n") == 200 * 2 * sizeof(float));
    CHECK(bytes(text + "units = \"1:4\"\nfrom = 10\nuntil = 20\n") == 21 * 3 * sizeof(float));
}

TEST_CASE("a population larger than the memory is refused before it is made") {
    std::string text = "[simulation]\nstop = 1.0\n";
    for (int i = 0; i < 100; ++i)  // which no machine has the memory for
        text += fmt::format("[population.p{}]\nmodel = \"lif\"\nsize = 4294967295\n", i);
    CHECK_THROWS_WITH_AS(estimate(parse_model(text, "m.toml", test::built_plugins())),
                         doctest::Contains("size: is 4294967295"), ModelError);
}
