// What an estimate foretells, a built network holds.
#include "limen/simulation/simulation.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "../engine/built_plugins.hpp"
#include "../record/second_process.hpp"
#include "engine/network.hpp"
#include "engine/plastic_weights.hpp"
#include "engine/short_term_sources.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using test::built_plugins;

namespace {

Model model_of(const std::string& projections) {
    return parse_model(
        "[simulation]\nstop = 20\ndale = false\n[population.a]\nmodel = \"lif\"\nsize = 5000\ninhibitory = 0.2\nI_e = "
        "600\n" +
            projections,
        "m.toml", built_plugins());
}

std::string projection(const std::string& name, const std::string& rule, const std::string& rest) {
    return "[projection." + name + "]\nsource = \"a\"\ntarget = \"a\"\nrule = \"" + rule + "\"\n" + rest + "\n";
}

}  // namespace

TEST_CASE("units, synapses and bytes are foretold within 5 %, for one weight and for many, for all rules") {
    const std::string rules[] = {
        projection("x", "fixed_in_degree", "in_degree = 300\nweight = 1"),
        projection("x", "fixed_in_degree", "in_degree = 300\nweight = 1\nweight_spread = 0.2"),
        projection("x", "pairwise_bernoulli", "p = 0.1\nweight = 1"),
        projection("x", "fixed_total_number", "synapses = 1000000\nweight = 1"),
        projection("x", "fixed_in_degree", "in_degree = 200\nweight = 1") +
            projection("y", "fixed_in_degree", "in_degree = 200\nweight = 2"),
        projection("x", "fixed_in_degree", "in_degree = 200\nweight = 1") +
            projection("y", "fixed_in_degree", "in_degree = 200\nweight = 2\ndelay = 3"),
        projection("x", "fixed_in_degree", "in_degree = 300\nweight = 1\ndelay_spread = 0.5\ndelay_resolution = 0"),
        projection("x", "fixed_in_degree",
                   "in_degree = 300\nweight = 1\nweight_spread = 0.2\ndelay_spread = 0.5\n"
                   "delay_resolution = 0")};
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

TEST_CASE("what a rule keeps while the network is built is foretold too") {
    const auto bytes_of = [](const std::string& rule) {
        return estimate(model_of(projection("x", rule, "weight = 1"))).bytes;
    };
    // Ten synapses of each of 5,000 units: their sources in 32 bits, and where each unit's begin.
    CHECK(bytes_of("fixed_out_degree") - bytes_of("fixed_in_degree") == 50'000 * 4 + 5001 * 8);
}

TEST_CASE("the bytes of plastic synapses are foretold, those of one trial with them") {
    const std::string given = "in_degree = 300\nweight = 1\n";
    for (const std::string& plain : {given, given + "delay_spread = 0.5\ndelay_resolution = 0\n"})
        for (const std::string plasticity : {"U = 0.5\n", "U = 0.5\nU_spread = 0.1\n", "stdp = true\nw_max = 2\n"}) {
            CAPTURE(plasticity);
            const Model model = model_of(projection("x", "fixed_in_degree", plain + plasticity));
            auto networks = plan_networks(model, {});
            connect(networks[0], model);
            double bytes = static_cast<double>(ShortTermSources(networks[0], model).bytes());
            for (std::size_t b = 0; b < networks[0].blocks.size(); ++b)
                bytes += static_cast<double>(networks[0].plastic[b].bytes() + PlasticWeights(networks[0], b).bytes());
            const double without = estimate(model_of(projection("x", "fixed_in_degree", plain))).bytes;
            CHECK(bytes == doctest::Approx(estimate(model).bytes - without).epsilon(0.02));
        }
}

TEST_CASE("what a drive keeps is foretold") {
    const auto bytes_of = [](const std::string& times, const std::string& values) {
        return estimate(model_of("[drive.d]\ntarget = \"a\"\nmodel = \"step_current\"\ntimes = [" + times +
                                 "]\nvalues = [" + values + "]\n"))
            .bytes;
    };
    CHECK(bytes_of("1, 2, 3, 4", "5, 6, 7, 8") - bytes_of("1", "5") == 3 * 2 * sizeof(double));
}

TEST_CASE("a record of synapses holds the weights that each trial began and ended with") {
    const test::TemporaryFolder folder;
    const Model model = parse_model(
        "[simulation]\nstop = 100\n[population.a]\nmodel = \"lif\"\nsize = 50\nI_e = 600\nV_init = [-70, -56]\n" +
            projection("x", "fixed_in_degree", "in_degree = 10\nweight = 20\nstdp = true\nw_max = 40\nA_plus = 0.1") +
            "[record.x]\npopulation = \"a\"\nstate = \"synapses\"\n",
        "m.toml", built_plugins());
    simulate(model, {folder / "run.h5"});
    const h5::File file = h5::File::open(folder / "run.h5");
    const auto start = file.read<float>("/edges/a_to_a/0/syn_weight");
    const auto end = file.read<float>("/plasticity/a_to_a/weight_end");
    REQUIRE(start.size() == 500);
    REQUIRE(end.size() == 500);
    std::size_t changed = 0;
    for (std::size_t i = 0; i < end.size(); ++i) {
        CHECK(start[i] == 20);
        CHECK(end[i] >= 0);
        CHECK(end[i] <= 40);
        changed += end[i] != start[i] ? 1 : 0;
    }
    CHECK(changed > 250);
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
        simulate(parse_model("[simulation]\nstop = 5\n[population.q]\nmodel = \"lif\"\n", "m.toml", built_plugins()));
    REQUIRE(silent.warnings.size() == 1);
    CHECK(silent.warnings[0].find("\"q\" never spiked") != std::string::npos);
}

TEST_CASE("recorded synapses are those of the network, from each population that sends, sorted by source") {
    const test::TemporaryFolder folder;
    const Model model = parse_model(
        "[simulation]\nstop = 1\n[population.a]\nmodel = \"lif\"\nsize = 30\n[population.b]\nmodel = \"lif\"\nsize = "
        "20\n"
        "[projection.ab]\nsource = \"a\"\ntarget = \"b\"\nrule = \"fixed_in_degree\"\nin_degree = 5\nweight = 3\n"
        "weight_spread = 1\ndelay_spread = 0.5\ndelay_resolution = 0\n"
        "[projection.bb]\nsource = \"b\"\ntarget = \"b\"\nrule = \"fixed_in_degree\"\nin_degree = 4\nweight = 2\ndelay "
        "= 2.5\n"
        "[projection.ba]\nsource = \"b\"\ntarget = \"a\"\nrule = \"one_to_one\"\nweight = 2\n"
        "[record.one]\npopulation = \"b\"\nstate = \"synapses\"\n[record.two]\npopulation = \"b\"\nstate = "
        "\"synapses\"\n",
        "m.toml", built_plugins(), {{{"projection.ba.rule", "all_to_all"}}});
    simulate(model, {folder / "run.h5"});
    auto networks = plan_networks(model, {});
    connect(networks[0], model);
    using Edge = std::tuple<double, double, double, double>;
    std::map<std::string, std::multiset<Edge>> expected;
    const NetworkGraph graph = networks[0].graph();
    for (auto [e, end] = edges(graph); e != end; ++e)
        if (e->target >= 30) {
            const bool from_a = e->source < 30;
            expected[from_a ? "/edges/a_to_b" : "/edges/b_to_b"].insert(
                {e->source - (from_a ? 0 : 30), e->target - 30, graph.weight(*e), graph.delay(*e)});
        }
    const h5::File file = h5::File::open(folder / "run.h5");
    CHECK(file.children("/edges") == std::vector<std::string>{"a_to_b", "b_to_b"});
    for (const auto& [path, wanted] : expected) {
        const auto sources = file.read<double>(path + "/source_node_id"),
                   targets = file.read<double>(path + "/target_node_id");
        const auto weights = file.read<double>(path + "/0/syn_weight"), delays = file.read<double>(path + "/0/delay");
        CHECK(std::is_sorted(sources.begin(), sources.end()));
        std::multiset<Edge> found;
        for (std::size_t i = 0; i < sources.size(); ++i) found.insert({sources[i], targets[i], weights[i], delays[i]});
        CHECK(found == wanted);
        CHECK(file.text_attribute(path + "/target_node_id", "node_population") == "b");
    }
    CHECK(expected.at("/edges/a_to_b").size() == 100);
    CHECK(expected.at("/edges/b_to_b").size() == 80);
}
