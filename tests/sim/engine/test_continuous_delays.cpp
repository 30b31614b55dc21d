// Whole runs of networks whose synapses have delays of their own.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "../record/second_process.hpp"
#include "built_plugins.hpp"
#include "engine/replica.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/core/parallel.hpp"
#include "limen/hdf5.hpp"
#include "model/delay_law.hpp"

using namespace limen;

namespace {

struct Outcome {
    std::vector<double> times, weights;
    std::vector<std::uint64_t> ids;
    std::uint64_t synaptic_events = 0;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

// 2,200 neurons in three blocks, which fire by a constant current and from random potentials.
constexpr double stop = 15;  // ms

std::string text_of(const std::string& neurons, const std::string& keys) {
    std::string text = "[simulation]\nstop = " + std::to_string(stop) +
                       "\n[population.a]\nmodel = \"lif\"\nsize = 2200\ninhibitory = 0.2\nI_e = 600\n"
                       "V_init = [-70, -55]\n" +
                       neurons + "[record.a]\npopulation = \"a\"\nstate = \"spikes\"\n";
    for (const std::string part : {"excitatory", "inhibitory"})
        text += "[projection." + part + "]\nsource = \"a\"\nsource_part = \"" + part +
                "\"\ntarget = \"a\"\nrule = \"fixed_in_degree\"\nin_degree = 20\n" +
                (part == "excitatory" ? "weight = 4\n" + keys : "weight = -10\ndelay = 1\n");
    return text;
}

Model model_of(const std::string& neurons, const std::string& keys) {
    return parse_model(text_of(neurons, keys), "m.toml", test::built_plugins());
}

Outcome run(const Model& model) {
    std::vector<Network> networks = plan_networks(model, {});
    connect(networks[0], model);
    const std::vector<Trials> no_streams;
    const std::vector<bool> recorded{true};
    Replica replica(networks[0], model, no_streams, recorded);
    ReplicaOutput output;
    output.spikes.resize(1);
    output.reports.resize(model.records.size());
    output.spike_counts.resize(1);
    replica.start(0, model.stop);
    replica.advance(model.stop, output);
    return {output.spikes[0].times, replica.weights(0, 0), output.spikes[0].ids, replica.synaptic_events()[0]};
}

// How far the spikes of each neuron are apart at most; infinitely, if one is missing that is not the last.
double distance(const Outcome& a, const Outcome& b) {
    const auto by_neuron = [](const Outcome& outcome) {
        std::vector<std::pair<double, double>> spikes;  // number, time
        for (std::size_t i = 0; i < outcome.times.size(); ++i)
            spikes.emplace_back(static_cast<double>(outcome.ids[i]), outcome.times[i]);
        std::sort(spikes.begin(), spikes.end());
        spikes.emplace_back(HUGE_VAL, 0);
        return spikes;
    };
    const auto x = by_neuron(a), y = by_neuron(b);
    double most = 0;
    for (std::size_t i = 0, j = 0; i + 1 < x.size() || j + 1 < y.size();) {
        const bool paired = x[i].first == y[j].first;
        const double alone = x[i].first < y[j].first ? x[i].second : y[j].second;
        if (!paired && alone < stop - 0.2) return HUGE_VAL;
        if (paired) most = std::max(most, std::fabs(x[i].second - y[j].second));
        const bool next_x = x[i].first <= y[j].first, next_y = y[j].first <= x[i].first;
        i += next_x ? 1 : 0;
        j += next_y ? 1 : 0;
    }
    return most;
}

const std::string spread = "delay = 1.5\ndelay_spread = 0.5\ndelay_law = \"uniform\"\ndelay_resolution = ";
const std::string learning = "stdp = true\nw_max = 8\nA_plus = 0.02\n";

}  // namespace

TEST_CASE("a network with continuous delays does the same on any number of threads, to the last bit") {
    const std::string kinds[] = {"", "U = 0.5\n", "U = 0.5\nU_spread = 0.1\n", learning + "U = 0.5\n"};
    for (const std::string& kind : kinds) {
        CAPTURE(kind);
        const Model model = model_of("", spread + "0\n" + kind);
        set_threads(1);
        const Outcome one = run(model);
        CHECK(one.times.size() > 1000);
        for (const unsigned threads : {2U, 8U}) {
            set_threads(threads);
            CHECK(run(model) == one);
        }
    }
    set_threads(0);
}

TEST_CASE("continuous delays are the limit of a small resolution") {
    for (const std::string neurons : {"", "q_sfa = 1\n"}) {
        const Outcome exact = run(model_of(neurons, spread + "0\n"));
        const double coarse = distance(run(model_of(neurons, spread + "0.05\n")), exact);
        const double fine = distance(run(model_of(neurons, spread + "0.0005\n")), exact);
        CHECK(coarse > 1e-4);
        CHECK(coarse < 0.05);
        CHECK(fine < coarse / 20);
    }
}

TEST_CASE("a continuous delay acts as the same delay of a class, for all kinds of plasticity") {
    // So little of a spread that no 32-bit number but 1.5 is near.
    const std::string nearly = "delay = 1.5\ndelay_spread = 1e-9\ndelay_resolution = 0\n";
    for (const std::string neurons : {"", "q_sfa = 1\n"})
        for (const std::string& kind : {std::string(), std::string("U = 0.5\n"), learning, learning + "U = 0.5\n"}) {
            CAPTURE(kind);
            const Model continuous = model_of(neurons, nearly + kind);
            REQUIRE(DelayLaw(continuous.projections[0]).continuous());
            const Outcome found = run(continuous), expected = run(model_of(neurons, "delay = 1.5\n" + kind));
            CHECK(distance(found, expected) < 1e-10);
            CHECK(found.synaptic_events == expected.synaptic_events);
            const std::vector<double>&ours = found.weights, &theirs = expected.weights;
            REQUIRE(ours.size() == theirs.size());
            double most = 0;
            for (std::size_t i = 0; i < ours.size(); ++i) most = std::max(most, std::fabs(ours[i] - theirs[i]));
            CHECK(most < 1e-10);
        }
}

TEST_CASE("delays that a rule reads from a file act as the same delays drawn") {
    const Model drawn = model_of("", spread + "0\n");
    std::vector<Network> networks = plan_networks(drawn, {});
    connect(networks[0], drawn);
    const NetworkGraph graph = networks[0].graph();
    std::vector<std::vector<std::pair<std::int64_t, double>>> rows(2200);  // of each target: sources and delays
    for (auto [e, end] = edges(graph); e != end; ++e)
        if (graph.weight(*e) > 0) rows[e->target].emplace_back(e->source, graph.delay(*e));
    const test::TemporaryFolder folder;
    {
        std::vector<std::int64_t> indptr{0}, indices;
        std::vector<double> delays;
        for (const auto& row : rows) {
            for (const auto& [source, delay] : row) indices.push_back(source), delays.push_back(delay);
            indptr.push_back(static_cast<std::int64_t>(indices.size()));
        }
        h5::File file = h5::File::create(folder / "m.h5");
        file.write<std::int64_t>("/indptr", indptr);
        file.write<std::int64_t>("/indices", indices);
        file.write<double>("/delays", delays);
    }
    const std::string text = text_of("", "");
    const std::string drawing = "rule = \"fixed_in_degree\"\nin_degree = 20\n";
    const std::size_t rule = text.find(drawing);
    const auto from_file = [&](const std::string& keys) {
        std::string changed = text;
        changed.replace(rule, drawing.size(), "rule = \"csr\"\nfile = \"" + (folder / "m.h5").string() + "\"\n" + keys);
        return parse_model(changed, "m.toml", test::built_plugins());
    };
    const Outcome expected = run(drawn), found = run(from_file(""));
    CHECK(expected.times.size() > 1000);
    CHECK(distance(found, expected) < 1e-10);
    CHECK(found.synaptic_events == expected.synaptic_events);
    // What would say otherwise is refused.
    for (const char* key : {"delay = 1.5\n", "delay_spread = 0.5\n", "delay_resolution = 0.1\n"}) try {
            from_file(key);
            FAIL("not refused");
        } catch (const ModelError& error) {
            REQUIRE(error.problems().size() == 1);
            CHECK(error.problems()[0].message.find("rule \"csr\" gives each synapse its delay") != std::string::npos);
        }
    CHECK(run(from_file("delay_dataset = \"\"\nignore = [\"delays\"]\ndelay = 1.5\n")).times != found.times);
}

TEST_CASE("every arrival along a synapse with a delay of its own counts as a synaptic event") {
    const Model model = model_of("", spread + "0\n");
    std::vector<Network> networks = plan_networks(model, {});
    connect(networks[0], model);
    const Network& network = networks[0];
    const Outcome outcome = run(model);
    const NetworkGraph graph = network.graph();
    const Time end = network.slices.at(stop);
    const std::int64_t last = end.offset > 0 ? end.slice : end.slice - 1;
    std::uint64_t expected = 0;
    for (std::size_t i = 0; i < outcome.times.size(); ++i)
        for (auto [e, last_one] = out_edges(static_cast<std::uint32_t>(outcome.ids[i]), graph); e != last_one; ++e)
            expected += network.slices.at(outcome.times[i] + graph.delay(*e)).slice <= last ? 1 : 0;
    CHECK(expected > 1000);
    CHECK(outcome.synaptic_events == expected);
}
