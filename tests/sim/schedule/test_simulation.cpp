// What an estimate foretells, a built network holds.
#include "limen/simulation.hpp"

#include <doctest/doctest.h>

#include "limen/host.hpp"
#include "schedule/network.hpp"

using namespace limen;

namespace {

const PluginHost& host() {
    static PluginHost loaded;
    if (loaded.plugins().empty()) loaded.load_folders({std::filesystem::path(LIMEN_BINARY_DIR) / "plugins"});
    return loaded;
}

Model model_of(const std::string& projections) {
    return parse_model(
        "[simulation]\nstop = 20\n[population.a]\nmodel = \"lif\"\nsize = 5000\ninhibitory = 0.2\nI_e = 600\n" +
            projections,
        "m.toml", host());
}

std::string projection(const std::string& name, const std::string& rule, const std::string& rest) {
    return "[projection." + name + "]\nsource = \"a\"\ntarget = \"a\"\nrule = \"" + rule + "\"\n" + rest + "\n";
}

}  // namespace

TEST_CASE("units, synapses and bytes are foretold within 5 %, for one weight and for many, for all rules") {
    const std::string rules[] = {projection("x", "fixed_in_degree", "in_degree = 300\nweight = 1"),
                                 projection("x", "fixed_in_degree", "in_degree = 300\nweight = 1\nweight_spread = 0.2"),
                                 projection("x", "pairwise_bernoulli", "p = 0.1\nweight = 1"),
                                 projection("x", "fixed_total_number", "synapses = 1000000\nweight = 1"),
                                 projection("x", "fixed_in_degree", "in_degree = 200\nweight = 1") +
                                     projection("y", "fixed_in_degree", "in_degree = 200\nweight = 2"),
                                 projection("x", "fixed_in_degree", "in_degree = 200\nweight = 1") +
                                     projection("y", "fixed_in_degree", "in_degree = 200\nweight = 2\ndelay = 3")};
    const double nothing = estimate(model_of("")).bytes;
    for (const std::string& rule : rules) {
        CAPTURE(rule);
        const Model model = model_of(rule);
        const Estimate foretold = estimate(model);
        auto networks = plan_networks(model, {});
        const auto before = static_cast<double>(networks[0].bytes());
        connect(networks[0], model);
        CHECK(foretold.populations[0].units == 5000);
        CHECK(static_cast<double>(networks[0].populations[0].synapses) ==
              doctest::Approx(foretold.populations[0].synapses).epsilon(0.01));
        CHECK(static_cast<double>(networks[0].bytes()) - before ==
              doctest::Approx(foretold.bytes - nothing).epsilon(0.05));
    }
}

TEST_CASE("a summary counts units, synapses, spikes and rates, and warns of silence") {
    const RunSummary active = simulate(model_of(projection("x", "fixed_in_degree", "in_degree = 10\nweight = 1")));
    REQUIRE(active.populations.size() == 1);
    CHECK(active.populations[0].synapses == 50'000);
    CHECK(active.populations[0].spikes >= 5000);
    CHECK(active.populations[0].rate ==
          doctest::Approx(static_cast<double>(active.populations[0].spikes) / 5000 / 0.02));
    CHECK(active.biological_ms == 20);
    CHECK(active.warnings.empty());
    const RunSummary silent =
        simulate(parse_model("[simulation]\nstop = 5\n[population.q]\nmodel = \"lif\"\n", "m.toml", host()));
    REQUIRE(silent.warnings.size() == 1);
    CHECK(silent.warnings[0].find("\"q\" never spiked") != std::string::npos);
}
