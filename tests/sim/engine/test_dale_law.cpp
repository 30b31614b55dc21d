// A neuron excites or inhibits, whatever projections it sends on.
#include <doctest/doctest.h>

#include "built_plugins.hpp"
#include "engine/network.hpp"

using namespace limen;
using test::built_plugins;

namespace {

std::string refusal(const std::string& population, const std::string& projections, const std::string& simulation = "") {
    const std::string text =
        "[simulation]\nstop = 1\n" + simulation + "[population.a]\nmodel = \"lif\"\n" + population + projections;
    try {
        plan_networks(parse_model(text, "m.toml", built_plugins()), {});
    } catch (const ModelError& error) {
        return error.what();
    }
    return "";
}

std::string projection(const std::string& name, const std::string& part, double weight) {
    return "[projection." + name + "]\nsource = \"a\"\ntarget = \"a\"\nrule = \"all_to_all\"\nsource_part = \"" + part +
           "\"\nweight = " + std::to_string(weight) + "\n";
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("each part of a population sends weights of its sign") {
    const std::string mixed = "inhibitory = 0.2\n";
    CHECK(refusal(mixed, projection("e", "excitatory", 1) + projection("i", "inhibitory", -1)).empty());
    const std::string refused = refusal(mixed, projection("x", "all", 2));
    CHECK(says(refused, "m.toml:"));
    CHECK(says(refused, "projection.x.weight: is 2, but \"a\" has inhibitory units too"));
    CHECK(says(refused, "source_part = \"excitatory\""));
    CHECK(says(refusal(mixed, projection("x", "all", -2)), "has excitatory units too"));
    CHECK(refusal(mixed, projection("x", "all", 0)).empty());
    CHECK(refusal("inhibitory = 1.0\n", projection("x", "all", -2)).empty());
    CHECK(says(refusal("inhibitory = 1.0\n", projection("x", "all", 2)), "has inhibitory units too"));
}

TEST_CASE("a population without parts sends one sign, whichever") {
    CHECK(refusal("", projection("x", "all", -2) + projection("y", "all", -3)).empty());
    const std::string refused = refusal("", projection("x", "all", -2) + projection("y", "excitatory", 3));
    CHECK(says(refused, "projection.y.weight: is 3, but the same units of \"a\" send -2 in \"x\""));
}

TEST_CASE("a model may allow both") {
    CHECK(refusal("", projection("x", "all", -2) + projection("y", "all", 3), "dale = false\n").empty());
}

TEST_CASE("encoders are no neurons") {
    const std::string text =
        "[data.u]\nreader = \"memory\"\n[population.in]\nmodel = \"poisson_encoder\"\ndata = \"u\"\n"
        "[population.a]\nmodel = \"lif\"\n"
        "[projection.p]\nsource = \"in\"\ntarget = \"a\"\nrule = \"all_to_all\"\nweight = 1\n"
        "[projection.n]\nsource = \"in\"\ntarget = \"a\"\nrule = \"all_to_all\"\nweight = -1\n";
    CHECK_NOTHROW(plan_networks(parse_model(text, "m.toml", built_plugins()), {{1}, {1}}));
}
