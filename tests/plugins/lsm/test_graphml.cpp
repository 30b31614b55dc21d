// Networks from GraphML files, good and bad.
#include <doctest/doctest.h>

#include <fstream>

#include "../../sim/record/second_process.hpp"
#include "limen/schema/data_checks.hpp"
#include "rules.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;
using limen::test::TemporaryFolder;

namespace {

std::string edge(const std::string& ends, const std::string& weight = "") {
    return "<edge source=\"" + ends.substr(0, 1) + "\" target=\"" + ends.substr(1) + "\">" +
           (weight.empty() ? "" : "<data key=\"w\">" + weight + "</data>") + "</edge>";
}

const std::string plain_key = "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>";

// Vertices c, a, b, in this order.
std::string graphml(const std::string& edges, const std::string& key = plain_key,
                    const std::string& direction = "directed") {
    return "<?xml version=\"1.0\"?><graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">" + key +
           "<graph id=\"G\" edgedefault=\"" + direction + "\"><node id=\"c\"/><node id=\"a\"/><node id=\"b\"/>" +
           edges + "</graph></graphml>";
}

class File {
public:
    explicit File(const std::string& text) { std::ofstream(x_folder / "g.graphml", std::ios::binary) << text; }
    std::unique_ptr<Topology> read(std::uint32_t units = 3, GraphmlFile rule = {}) const {
        rule.file = "g.graphml";
        return make(rule, {{units, {}}, {units, {}}, true, 0, 1, 0, x_folder / ""});
    }
    std::optional<DelayRange> delay_range(GraphmlFile rule) const {
        rule.file = "g.graphml";
        return own_delays(rule, x_folder / "");
    }
    // What is said against it.
    std::string refusal(std::uint32_t units = 3) const {
        try {
            read(units);
        } catch (const DataError& error) {
            CHECK(error.file() == x_folder / "g.graphml");
            return error.what();
        }
        return "";
    }

private:
    TemporaryFolder x_folder;
};

bool says(const std::string& text, const std::string& part) {
    CAPTURE(text);
    CAPTURE(part);
    return text.find(part) != std::string::npos;
}

std::vector<float> weights(const Topology& topology, std::uint32_t target) {
    std::vector<float> factors;
    topology.relative_weights(target, factors);
    return factors;
}

std::vector<float> delays(const Topology& topology, std::uint32_t target) {
    std::vector<float> found;
    topology.delays(target, found);
    return found;
}

GraphmlFile ignoring(const std::string& name) { return {"", "weight", "delay", {name}}; }

}  // namespace

TEST_CASE("an edge is a synapse from its source to its target, and vertices are units in the order of the file") {
    const auto topology = File(graphml(edge("ca") + edge("ba") + edge("bb") + edge("ba"))).read();
    CHECK(all_sources(*topology, 3) == Lists{{}, {0, 2, 2}, {2}});
    CHECK(topology->expected_synapses() == 4);
    CHECK(!topology->weighted());
    CHECK(all_sources(*File(graphml("")).read(), 3) == Lists(3));
}

TEST_CASE("the attribute weight of the edges weighs the synapses, and a default stands where it is missing") {
    const auto given = File(graphml(edge("ca", "2.5") + edge("ac", "0") + edge("ba", " 1e-2 "))).read();
    CHECK(given->weighted());
    CHECK(weights(*given, 0) == std::vector<float>{0});
    CHECK(weights(*given, 1) == std::vector<float>{2.5, 1e-2F});
    const std::string with_default =
        "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"float\"><default>3</default></key>";
    CHECK(weights(*File(graphml(edge("ca") + edge("ba", "4"), with_default)).read(), 1) == std::vector<float>{3, 4});
    const std::string other = "<key id=\"w\" for=\"edge\" attr.name=\"colour\" attr.type=\"string\"/>";
    CHECK(!File(graphml(edge("ca", "red"), other)).read(3, ignoring("colour"))->weighted());
}

TEST_CASE("weights are numbers as in all text: with a plus sign, or nearer to 0 than any number") {
    const auto given = File(graphml(edge("ca", "+0.5") + edge("ba", "1e-400"))).read();
    CHECK(weights(*given, 1) == std::vector<float>{0.5F, 0});
}

TEST_CASE("an attribute that is not used is refused by name, unless it is chosen or ignored") {
    const auto key = [](const std::string& name) {
        return "<key id=\"w\" for=\"edge\" attr.name=\"" + name + "\" attr.type=\"double\"/>";
    };
    for (const std::string name : {"Weight", "weigth", "Edge Weight", "syn_weight"}) {
        const File file(graphml(edge("ca", "2.5") + edge("ba", "0.5"), key(name)));
        CHECK(says(file.refusal(), "the edge attribute \"" + name + "\" is not used"));
        CHECK(says(file.refusal(), "weight_attribute = \"" + name + "\" takes it for weights"));
        CHECK(weights(*file.read(3, {"", name}), 1) == std::vector<float>{2.5F, 0.5F});
        CHECK(!file.read(3, ignoring(name))->weighted());
    }
    CHECK(says(File(graphml(edge("ca", "1"), key("Weight"))).refusal(),
               "did you mean \"weight\"? weight_attribute = \"Weight\" takes it for weights, and ignore"));
    CHECK(says(File(graphml(edge("ca", "1"), key("colour"))).refusal(), "is not used; weight_attribute"));
    const File lags(graphml(edge("ca", "1.5"), key("latency")));
    CHECK(says(lags.refusal(), "\"latency\" is not used; delay_attribute = \"latency\" takes it for delays, and"));
    CHECK_THROWS_AS(lags.read(3, {"", "strength", "delay", {"latency"}}), ParameterError);
    CHECK_THROWS_AS(lags.read(3, {"", "weight", "lag", {"latency"}}), ParameterError);
}

TEST_CASE("the attribute delay of the edges, or that which the model names, is the synapses' delay in ms") {
    const auto key = [](const std::string& name) {
        return "<key id=\"w\" for=\"edge\" attr.name=\"" + name + "\" attr.type=\"double\"/>";
    };
    const std::string edges = edge("ca", "1.5") + edge("bb", "+0.25") + edge("ba", "2");
    for (const auto& [name, rule] : {std::pair<std::string, GraphmlFile>{"delay", {}},
                                     std::pair<std::string, GraphmlFile>{"lag", {"", "weight", "lag"}}}) {
        const File file(graphml(edges, key(name)));
        const auto topology = file.read(3, rule);
        CHECK(!topology->weighted());
        CHECK(delays(*topology, 0).empty());
        CHECK(delays(*topology, 1) == std::vector<float>{1.5, 2});
        CHECK(delays(*topology, 2) == std::vector<float>{0.25});
        const std::optional<DelayRange> range = file.delay_range(rule);
        REQUIRE(range.has_value());
        CHECK(range->shortest == 0.25);
        CHECK(range->longest == 2);
        CHECK(!file.delay_range({"", "weight", ""}));
    }
    CHECK(!File(graphml(edge("ca"))).delay_range({}));
    CHECK(says(File(graphml(edge("ca", "1") + edge("ba"), key("delay"))).refusal(), "1 edges without a delay"));
    for (const char* delay : {"0", "-1", "nan", "1e300", "1e-300", "soon"})
        CHECK(says(File(graphml(edge("ca", delay), key("delay"))).refusal(), "a delay must be a number of ms above 0"));
}

TEST_CASE("graphs that do not fit the units or lack directions and weights are refused with the file's name") {
    CHECK(says(File(graphml("")).refusal(4), "has 3 vertices"));
    CHECK(says(File(graphml(edge("cx"))).refusal(), "has 4 vertices"));
    CHECK(says(File(graphml(edge("ca"), plain_key, "undirected")).refusal(), "undirected edges"));
    CHECK(says(File(graphml(edge("ca", "1") + edge("ba"))).refusal(), "1 edges without a weight"));
    for (const char* weight : {"-1", "nan", "inf", "1e300", "heavy", "1 2"})
        CHECK(
            says(File(graphml(edge("ca", weight))).refusal(), "a relative weight must be a number that is 0 or more"));
    const TemporaryFolder folder;
    const TopologyEnds ends{{3, {}}, {3, {}}, true, 0, 1, 0, folder / ""};
    CHECK(refused(GraphmlFile{}, ends) == "file");
    CHECK_THROWS_AS(make(GraphmlFile{"absent.graphml"}, ends), DataError);
    CHECK_THROWS_AS(make(GraphmlFile{"."}, ends), DataError);
    std::ofstream(folder / "large.graphml") << graphml("");
    std::filesystem::resize_file(folder / "large.graphml", (std::uintmax_t{16} << 20U) + 1);
    CHECK_THROWS_AS(make(GraphmlFile{"large.graphml"}, ends), DataError);
}

TEST_CASE("whatever else a file holds, it is refused with its name and does no harm") {
    const std::string good = graphml(edge("ca", "1") + edge("ba", "1"));
    REQUIRE(File(good).refusal().empty());
    for (std::size_t length = 0; length < good.size(); length += 7)
        CHECK(!File(good.substr(0, length)).refusal().empty());
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<graph>";
    for (const std::string& text :
         {std::string("[simulation]\nseed = 1\n"), std::string("\0\0\0", 3), std::string("<a/>"), deep,
          std::string("<graphml>") + deep, std::string("<graphml/>"),
          "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" + good, std::string("\xFF\xFE<\0g\0", 6),
          std::string("<graphml><graph><node/></graph></graphml>"), graphml("<edge source=\"a\"/>"),
          graphml(edge("ca", "1"), "<key/>")}) {
        CAPTURE(text.substr(0, 40));
        CHECK(!File(text).refusal().empty());
    }
}

TEST_CASE("attributes of vertices are not used, which a note says unless they are ignored") {
    const std::string key = "<key id=\"w\" for=\"node\" attr.name=\"V_th\" attr.type=\"double\"/>";
    std::string text = graphml(edge("ca"), key);
    text.replace(text.find("<node id=\"a\"/>"), 14, "<node id=\"a\"><data key=\"w\">1</data></node>");
    const File file(text);
    const auto topology = file.read();
    CHECK(dynamic_cast<const HasNotes&>(*topology).notes() ==
          std::vector<std::string>{"hears synapses of g.graphml, where the vertex attribute \"V_th\" is not used"});
    CHECK(dynamic_cast<const HasNotes&>(*file.read(3, ignoring("V_th"))).notes().empty());
}
