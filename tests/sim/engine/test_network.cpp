// From a model to planned networks, and to synapses that do not depend on who draws them.
#include "engine/network.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "built_plugins.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/core/parallel.hpp"

using namespace limen;
using test::built_plugins;

namespace {

std::string population(const std::string& name, int size) {
    return "[population." + name + "]\nmodel = \"lif\"\nsize = " + std::to_string(size) + "\ninhibitory = 0.2\n";
}

std::string projection(const std::string& name, const std::string& source, const std::string& target, double weight,
                       double delay, const std::string& part = "all") {
    return "[projection." + name + "]\nsource = \"" + source + "\"\ntarget = \"" + target + "\"\nsource_part = \"" +
           part + "\"\nrule = \"fixed_in_degree\"\nin_degree = 7\nweight = " + std::to_string(weight) +
           "\ndelay = " + std::to_string(delay) + "\n";
}

Model model_of(const std::string& text) {
    return parse_model("[simulation]\nstop = 10\ndale = false\n" + text, "m.toml", built_plugins());
}

}  // namespace

TEST_CASE("populations that no projection joins are networks of their own") {
    const Model model =
        model_of(population("a", 10) + population("b", 20) + population("c", 30) + projection("ca", "c", "a", 1, 1));
    const auto networks = plan_networks(model, {});
    REQUIRE(networks.size() == 2);
    REQUIRE(networks[0].populations.size() == 2);
    CHECK(networks[0].units == 40);
    CHECK(networks[1].units == 20);
    CHECK(networks[0].populations[1].model_index == 2);
    CHECK(networks[0].populations[1].first == 10);
}

TEST_CASE("units are cut into blocks that do not depend on the number of threads, and cover each unit once") {
    for (const unsigned n : {1U, 3U}) {
        set_threads(n);
        const auto networks =
            plan_networks(model_of(population("a", 2500) + population("b", 1) + projection("x", "a", "b", 1, 1)), {});
        std::uint32_t next = 0;
        for (const NetworkBlock& block : networks[0].blocks) {
            CHECK(block.first == next);
            CHECK(block.size >= 1);
            CHECK(block.size <= 1024);
            next += block.size;
        }
        CHECK(next == 2501);
        CHECK(networks[0].blocks.size() == 4);
    }
    set_threads(0);
}

TEST_CASE("the slice is at most the smallest delay, and fits into it a whole number of times") {
    for (const double delay : {0.1, 1.5, 0.7}) {
        const auto networks = plan_networks(model_of(population("a", 10) + projection("x", "a", "a", 1, delay) +
                                                     projection("y", "a", "a", 1, 3 * delay)),
                                            {});
        const double length = networks[0].slices.length(), parts = delay / length;
        CHECK(length <= delay);
        CHECK(std::fabs(parts - std::round(parts)) < 1e-9);
        REQUIRE(networks[0].delay_classes.size() == 2);
        for (const Time& t : networks[0].delays) CHECK(t.slice >= 1);
        // A user's own choice is the longest that is taken.
        const Model chosen = parse_model("[simulation]\nstop = 10\nslice = 0.03\ndale = false\n" + population("a", 10) +
                                             projection("x", "a", "a", 1, delay),
                                         "m.toml", built_plugins());
        CHECK(plan_networks(chosen, {})[0].slices.length() <= 0.03);
    }
}

TEST_CASE("delay classes are shared by projections of one delay and sign") {
    const auto networks = plan_networks(
        model_of(population("a", 10) + projection("p", "a", "a", 1, 1, "excitatory") +
                 projection("q", "a", "a", 2, 1, "excitatory") + projection("r", "a", "a", -1, 1, "inhibitory") +
                 projection("s", "a", "a", 1, 2, "excitatory")),
        {});
    CHECK(networks[0].delay_classes.size() == 3);
    CHECK(networks[0].populations[0].outgoing.size() == 2);
    CHECK(networks[0].populations[0].outgoing_inhibitory.size() == 1);
}

TEST_CASE("a projection with a spread of delays has a class for each, shared with others of that delay and sign") {
    const std::string spread = "delay_spread = 0.3\ndelay_law = \"uniform\"\n";  // 0.7 to 1.3 ms
    const Model model = model_of(population("a", 10) + projection("p", "a", "a", 1, 1, "excitatory") + spread +
                                 projection("q", "a", "a", 1, 1.3, "excitatory") +
                                 projection("r", "a", "a", -1, 1, "inhibitory") + spread);
    const auto networks = plan_networks(model, {});
    CHECK(networks[0].delay_classes.size() == 14);
    CHECK(networks[0].populations[0].outgoing.size() == 7);
    CHECK(networks[0].populations[0].outgoing_inhibitory.size() == 7);
    CHECK(networks[0].slices.length() <= 0.7);
}

TEST_CASE("drawn delays move no synapse and change no weight, and differ from synapse to synapse") {
    const std::string plain = population("a", 500) + projection("p", "a", "a", 3, 1.5) + "weight_spread = 1\n";
    using Synapses = std::multiset<std::tuple<std::uint32_t, std::uint32_t, float>>;
    std::map<double, int> delays;
    const auto drawn = [&](const std::string& text) {
        const Model model = model_of(text);
        auto networks = plan_networks(model, {});
        connect(networks[0], model);
        const NetworkGraph graph = networks[0].graph();
        Synapses synapses;
        delays.clear();
        for (auto [e, end] = edges(graph); e != end; ++e) {
            synapses.emplace(e->source, e->target, graph.weight(*e));
            ++delays[graph.delay(*e)];
        }
        return synapses;
    };
    const Synapses expected = drawn(plain);
    CHECK(delays.size() == 1);
    CHECK(drawn(plain + "delay_spread = 0.75\n") == expected);
    CHECK(delays.size() > 30);
    CHECK(delays.begin()->first >= 0.1);
    double mean = 0;
    for (const auto& [delay, count] : delays) mean += delay * count / 3500;
    CHECK(mean == doctest::Approx(1.555).epsilon(0.025));  // truncated below 0.1 ms; 3 deviations of the mean
    // The same draws, not rounded.
    CHECK(drawn(plain + "delay_spread = 0.75\ndelay_resolution = 0\n") == expected);
    CHECK(delays.size() > 3400);
    double exact_mean = 0;
    for (const auto& [delay, count] : delays) exact_mean += delay * count / 3500;
    CHECK(std::fabs(exact_mean - mean) < 0.1 / std::sqrt(12 * 3500) * 4);  // 4 deviations of a mean of rounding errors
}

TEST_CASE("projections whose continuous delays have the same limits share a class; plastic ones do not") {
    const std::string spread = "delay_spread = 0.3\ndelay_law = \"uniform\"\ndelay_resolution = 0\n";
    const Model model =
        model_of(population("a", 10) + projection("p", "a", "a", 1, 1) + spread + projection("q", "a", "a", 2, 1) +
                 spread + projection("r", "a", "a", 1, 1) + spread + "U = 0.5\n");
    const auto networks = plan_networks(model, {});
    REQUIRE(networks[0].delay_classes.size() == 2);
    CHECK(networks[0].delay_classes[0].delay >= 0.7);
    CHECK(networks[0].delay_classes[0].delay == doctest::Approx(0.7).epsilon(1e-6));
    CHECK(networks[0].delay_classes[0].longest == 1.3F);
    CHECK(networks[0].slices.length() <= networks[0].delay_classes[0].delay);
    CHECK(plastic_projection(networks[0].delay_classes[1], model) == &model.projections[2]);
}

TEST_CASE("more delays than a synapse can name are refused with their key") {
    std::string text = population("a", 10);
    for (int i = 0; i < 17; ++i)
        text +=
            projection(std::string(1, static_cast<char>('a' + i)), "a", "a", 1, 2) +
            "delay_law = \"uniform\"\ndelay_spread = 1.9\ndelay_resolution = " + std::to_string(0.00095 + i * 1e-6) +
            "\n";
    try {
        plan_networks(model_of(text), {});
        FAIL("must be refused");
    } catch (const ModelError& error) {
        CHECK(error.problems()[0].key.find("delay_resolution") != std::string::npos);
    }
}

TEST_CASE("a population that many delay classes reach has larger blocks; the others keep theirs") {
    const Model model = model_of(population("a", 2500) + population("b", 2500) + projection("p", "a", "b", 1, 1.5) +
                                 "delay_spread = 0.75\n" + projection("q", "a", "a", 1, 1.5));
    const auto networks = plan_networks(model, {});
    CHECK(networks[0].populations[0].blocks == 3);
    CHECK(networks[0].populations[1].blocks == 1);
}

TEST_CASE("a projection with short-term plasticity shares its delay class with no other") {
    const Model model = model_of(population("a", 10) + projection("p", "a", "a", 1, 1) + "U = 0.5\n" +
                                 projection("q", "a", "a", 1, 1) + "U = 0.5\n" + projection("r", "a", "a", 1, 1));
    const auto networks = plan_networks(model, {});
    REQUIRE(networks[0].delay_classes.size() == 3);
    CHECK(plastic_projection(networks[0].delay_classes[0], model) == &model.projections[0]);
    CHECK(plastic_projection(networks[0].delay_classes[1], model) == &model.projections[1]);
    CHECK(plastic_projection(networks[0].delay_classes[2], model) == nullptr);
}

TEST_CASE("every target has its in-degree, from the part that was named, with the rounded weight of the model") {
    const Model model = model_of(population("a", 1500) + projection("p", "a", "a", 1.1, 1, "excitatory") +
                                 projection("q", "a", "a", -2.3, 1.5, "inhibitory"));
    auto networks = plan_networks(model, {});
    connect(networks[0], model);
    const NetworkGraph graph = networks[0].graph();
    std::vector<int> excitatory(1500, 0), inhibitory(1500, 0);
    for (auto [e, end] = edges(graph); e != end; ++e) {
        const bool positive = graph.weight(*e) > 0;
        ++(positive ? excitatory : inhibitory)[e->target];
        REQUIRE((e->source < 1200) == positive);
        REQUIRE(graph.weight(*e) == (positive ? 1.1F : -2.3F));
        REQUIRE(graph.delay(*e) == (positive ? 1.0 : 1.5));
    }
    CHECK(excitatory == std::vector<int>(1500, 7));
    CHECK(inhibitory == std::vector<int>(1500, 7));
    CHECK(networks[0].populations[0].synapses == 1500 * 14);
}

TEST_CASE("any number of threads draws the same synapses in the same order") {
    const Model model =
        model_of(population("a", 3000) + projection("p", "a", "a", 1, 1) + "delay_spread = 0.5\nweight_spread = 0.1\n");
    const auto drawn = [&](unsigned n) {
        set_threads(n);
        auto networks = plan_networks(model, {});
        connect(networks[0], model);
        std::vector<NetworkEdge> all;
        const NetworkGraph graph = networks[0].graph();
        for (auto [e, end] = edges(graph); e != end; ++e) all.push_back(*e);
        return all;
    };
    const auto one = drawn(1);
    CHECK(one.size() == 21'000);
    CHECK(one == drawn(2));
    CHECK(one == drawn(8));
    set_threads(0);
}

TEST_CASE("a rule learns the extent of the whole grid, also for a part of its units") {
    const Model model = model_of(
        "[population.a]\nmodel = \"lif\"\nsize = 30\ngrid = [5, 3, 2]\ninhibitory = 0.2\n[projection.p]\n"
        "source = \"a\"\nsource_part = \"inhibitory\"\ntarget = \"a\"\nrule = \"distance\"\nC = 1\nlambda = 1\n"
        "periodic = true\nweight = -1\n");
    const auto networks = plan_networks(model, {});
    const Population& a = *networks[0].populations[0].population;
    const auto topology = make_topology(model, model.projections[0], a, a);
    // Every site has the same surroundings, at 0, 1 or 2 steps of 5 columns, 0 or 1 of 3 rows and 0 or 1 of 2 layers.
    const double e1 = std::exp(-1), e4 = std::exp(-4);
    CHECK(topology->expected_synapses() == doctest::Approx(6 * ((1 + 2 * e1 + 2 * e4) * (1 + 2 * e1) * (1 + e1) - 1)));
}

TEST_CASE("what only the populations show to be wrong is told with its key") {
    const std::string text = population("a", 10) + projection("x", "a", "a", 1, 1) + "multapses = false\n";
    const Model model = model_of(text);
    Model greedy = parse_model("[simulation]\nstop = 10\ndale = false\n" + text, "m.toml", built_plugins(),
                               {{{"projection.x.in_degree", "11"}}});
    CHECK_NOTHROW(plan_networks(model, {}));
    auto networks = plan_networks(greedy, {});
    try {
        connect(networks[0], greedy);
        FAIL("must be refused");
    } catch (const ModelError& error) {
        CHECK(error.problems()[0].key == "projection.x.in_degree");
    }
    const Model reversed = parse_model("[simulation]\nstop = 10\n[population.a]\nmodel = \"lif\"\nV_reset = -50\n",
                                       "m.toml", built_plugins());
    CHECK_THROWS_AS(plan_networks(reversed, {}), ModelError);
}

TEST_CASE("a file that a drive cannot read is told at the drive's place, beside all that is wrong with the others") {
    // The test's own source is a file, but none that holds numbers.
    const std::string drives =
        "[drive.a]\ntarget = \"a\"\nmodel = \"spike_train\"\nfile = \"test_network.cpp\"\n"
        "[drive.b]\ntarget = \"a\"\nmodel = \"ramp_current\"\n";
    const Model model = parse_model("[simulation]\nstop = 10\n" + population("a", 10) + drives,
                                    std::string(LIMEN_SOURCE_DIR) + "/tests/sim/engine/m.toml", built_plugins());
    try {
        plan_networks(model, {});
        FAIL("was not refused");
    } catch (const ModelError& error) {
        REQUIRE(error.problems().size() == 2);
        CHECK(error.problems()[0].key == "drive.a");
        CHECK(error.problems()[0].place.line == 7);
        CHECK(error.problems()[0].message.find("is not an HDF5 file") != std::string::npos);
        CHECK(error.problems()[1].key == "drive.b.stop");
    }
}
