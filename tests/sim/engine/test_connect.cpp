// What rules say about weights and learn about the model, and what becomes of it.
#include <doctest/doctest.h>

#include "built_plugins.hpp"
#include "engine/network.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;

namespace {

std::filesystem::path seen_folder;

// Each unit listens to units 0 and 1, and to the latter with a factor.
class Uneven : public Topology {
public:
    Uneven(double factor, std::uint32_t targets) : x_factor(static_cast<float>(factor)), x_targets(targets) {}
    void prepare() override { x_prepared = true; }
    void sources_of(std::uint32_t, Random&, std::vector<std::uint32_t>& sources) const override {
        REQUIRE(x_prepared);
        sources.insert(sources.end(), {0, 1});
    }
    bool weighted() const override { return true; }
    void relative_weights(std::uint32_t, std::vector<float>& factors) const override {
        factors.insert(factors.end(), {1, x_factor});
    }
    double expected_synapses() const override { return 2.0 * x_targets; }

private:
    float x_factor;
    double x_targets;
    bool x_prepared = false;
};

class UnevenFactory : public TopologyFactory {
public:
    std::unique_ptr<Topology> make(const Parameters& parameters, const TopologyEnds& ends) const override {
        seen_folder = ends.folder;
        return std::make_unique<Uneven>(parameters.number("factor"), ends.target.size);
    }
};

const PluginHost& host() {
    static PluginHost made;
    if (made.plugins().empty()) {
        made.load_folders({std::filesystem::path(LIMEN_BINARY_DIR) / "plugins"});
        made.add({"uneven",
                  "1",
                  {offer<UnevenFactory>(Kind::topology, "uneven", "two sources",
                                        {{"factor", 3.0, "", Range::any, "of the second source's weight"}})}},
                 "uneven.so");
    }
    return made;
}

Model model_of(const std::string& keys) {
    return parse_model(
        "[simulation]\nstop = 1\n[population.a]\nmodel = \"lif\"\nsize = 3000\n[projection.p]\nsource = \"a\"\n"
        "target = \"a\"\n" +
            keys,
        "some/folder/m.toml", host());
}

}  // namespace

TEST_CASE("the weight of a projection is multiplied by the factors of its rule") {
    const Model model = model_of("rule = \"uneven\"\nweight = -2\n");
    auto networks = plan_networks(model, {});
    connect(networks[0], model);
    const NetworkGraph graph = networks[0].graph();
    std::size_t synapses = 0;
    for (auto [e, end] = edges(graph); e != end; ++e, ++synapses)
        REQUIRE(graph.weight(*e) == (e->source == 0 ? -2.0F : -6.0F));
    CHECK(synapses == 6000);
}

TEST_CASE("a weight that its factor makes infinite is refused with the projection's key") {
    const Model model = model_of("rule = \"uneven\"\nweight = 1e12\nfactor = 1e30\n");
    auto networks = plan_networks(model, {});
    try {
        connect(networks[0], model);
        FAIL("must be refused");
    } catch (const ModelError& error) {
        CHECK(error.problems()[0].key == "projection.p.weight");
    }
}

TEST_CASE("an estimate counts a weight for each synapse where the rule gives them, and in classes that it shares") {
    const auto bytes_of = [](const std::string& keys) { return estimate(model_of(keys)).bytes; };
    const std::string uneven = "rule = \"uneven\"\nweight = 1\n",
                      even = "rule = \"fixed_in_degree\"\nin_degree = 2\nweight = 1\n";
    CHECK(bytes_of(uneven) - bytes_of(even) == 6000 * sizeof(float));
    const std::string other = "[projection.other]\nsource = \"a\"\ntarget = \"a\"\n" + even;
    CHECK(bytes_of(uneven + other) - bytes_of(even + other) == 12'000 * sizeof(float));
    CHECK(bytes_of(uneven + other + "delay = 2\n") - bytes_of(even + other + "delay = 2\n") == 6000 * sizeof(float));
}

TEST_CASE("a rule learns which folder the model lies in") {
    estimate(model_of("rule = \"uneven\"\nweight = 1\n"));
    CHECK(seen_folder == "some/folder");
}
