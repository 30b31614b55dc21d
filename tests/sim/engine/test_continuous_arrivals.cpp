// Each spike reaches each of its synapses once, at the time that the synapse's delay gives.
#include "engine/continuous_arrivals.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "built_plugins.hpp"
#include "limen/connect/network_graph.hpp"
#include "limen/core/random.hpp"

using namespace limen;

namespace {

using Found = std::multiset<std::tuple<std::int64_t, double, std::uint32_t, double, std::uint32_t>>;

struct Built {
    Model model;
    std::vector<Network> networks;
    const Network& network() const { return networks[0]; }
};

// 2,500 neurons in two blocks, with two receptors for excitation, and delays from 0.1 ms on.
Built network_of(const std::string& keys) {
    std::string text =
        "[simulation]\nstop = 10\nslice = 0.07\n[population.a]\nmodel = \"lif\"\nsize = 2500\ninhibitory = 0.2\n"
        "tau_syn_ex = [2, 80]\n";
    for (const std::string part : {"excitatory", "inhibitory"})
        text +=
            "[projection." + part + "]\nsource = \"a\"\nsource_part = \"" + part + "\"\ntarget = \"a\"\n" +
            "rule = \"fixed_in_degree\"\nin_degree = 10\ndelay = 0.4\ndelay_spread = 0.3\ndelay_law = \"uniform\"\n" +
            "delay_resolution = 0\n" +
            (part == "excitatory" ? "weight = 20\nreceptor = 2\n" : "weight = -30\nweight_spread = 5\n") + keys;
    Built built;
    built.model = parse_model(text, "m.toml", test::built_plugins());
    built.networks = plan_networks(built.model, {});
    connect(built.networks[0], built.model);
    return built;
}

// Spikes of random units at random times, sent slice by slice; calls `then` with what is due in each.
template <class F>
void send_spikes(const Network& network, int slices, F then) {
    std::vector<TravellingSpikes> travelling;
    for (const DelayClass& c : network.delay_classes)
        travelling.emplace_back(network.slices, c.delay, c.longest, SynapseRows::Sources{});
    Random random(1, Purpose::drive, 0);
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        for (TravellingSpikes& spikes : travelling) spikes.start_slice(slice);
        std::vector<std::pair<std::uint32_t, Time>> sent;
        for (int n = 0; n < 5; ++n)
            sent.emplace_back(random.below(network.units), Time{slice, network.slices.length() * random.uniform()});
        then(slice, travelling, sent);
        for (const auto& [source, time] : sent)
            for (const std::uint32_t c :
                 source < 2000 ? network.populations[0].outgoing : network.populations[0].outgoing_inhibitory)
                travelling[c].send(source, time, 1);
    }
}

}  // namespace

TEST_CASE("every synapse is reached once by each spike, exactly when a delay class of its delay would be") {
    const Built built = network_of("");
    const Network& network = built.network();
    REQUIRE(network.blocks.size() == 2);
    std::vector<ContinuousArrivals> arrivals;
    for (std::size_t b = 0; b < 2; ++b) arrivals.emplace_back(network, b, nullptr);
    const NetworkGraph graph = network.graph();
    Found expected, found;
    constexpr int slices = 100;
    send_spikes(network, slices, [&](std::int64_t slice, const auto& travelling, const auto& sent) {
        for (std::size_t b = 0; b < 2; ++b) {
            arrivals[b].find(slice, travelling);
            for (const InputTrain& train : arrivals[b].trains()) {
                for (std::size_t k = 0; k < train.offsets.size(); ++k)
                    found.emplace(slice, train.offsets[k], network.blocks[b].first + train.targets[k],
                                  train.weight_of(k), train.receptor);
            }
        }
        for (const auto& [source, time] : sent)
            for (auto [e, end] = out_edges(source, graph); e != end; ++e) {
                const Time arrival = network.slices.after(time, network.slices.at(graph.delay(*e)));
                const double weight = graph.weight(*e);
                if (arrival.slice < slices)
                    expected.emplace(arrival.slice, arrival.offset, e->target, weight, weight > 0 ? 1 : 0);
            }
    });
    CHECK(expected.size() > 3000);
    CHECK(found == expected);
}

TEST_CASE("a block without such synapses has no arrivals") {
    const Model model =
        parse_model("[simulation]\nstop = 1\n[population.a]\nmodel = \"lif\"\n", "m.toml", test::built_plugins());
    auto networks = plan_networks(model, {});
    connect(networks[0], model);
    CHECK(ContinuousArrivals(networks[0], 0, nullptr).none());
}

TEST_CASE("synapses with short-term parameters of their own transmit what each of them has left") {
    const Built built = network_of("U = 0.5\nU_spread = 0.1\ntau_rec = 300\n");
    const Network& network = built.network();
    PlasticWeights plastic(network, 0);
    plastic.start();
    ContinuousArrivals arrivals(network, 0, &plastic);
    // A source that reaches the block.
    const std::uint32_t c = network.populations[0].outgoing[0];
    std::uint32_t source = 0;
    while (network.blocks[0].rows.row(source, c).targets.empty()) ++source;
    std::vector<TravellingSpikes> travelling;
    for (const DelayClass& one : network.delay_classes)
        travelling.emplace_back(network.slices, one.delay, one.longest, SynapseRows::Sources{0, network.units});
    travelling[c].send(source, network.slices.at(3), 1);
    travelling[c].send(source, network.slices.at(3.05), 1);
    const SynapseRows& rows = network.blocks[0].rows;
    std::map<std::uint16_t, std::vector<double>> found;
    for (std::int64_t slice = network.slices.at(3).slice; slice < 200; ++slice) {
        for (TravellingSpikes& spikes : travelling) spikes.start_slice(slice);
        arrivals.find(slice, travelling);
        for (const InputTrain& train : arrivals.trains()) {
            CHECK(std::is_sorted(train.offsets.begin(), train.offsets.end()));
            for (std::size_t k = 0; k < train.offsets.size(); ++k)
                found[train.targets[k]].push_back(train.weight_of(k));
        }
    }
    const ShortTermSynapses& parameters = network.plastic[0].short_term[0].synapses;
    REQUIRE(network.plastic[0].short_term[0].delay_class == c);
    const SynapseRow row = rows.row(source, c);
    for (std::size_t k = 0; k < row.targets.size(); ++k) {
        ShortTermState state;
        const auto p = parameters[rows.first_in_class(source, c) + k];
        const double first = 20 * state.transmit(p, 3), second = 20 * state.transmit(p, 0.05);
        REQUIRE(found[row.targets[k]].size() == 2);
        CHECK(found[row.targets[k]][0] == doctest::Approx(first).epsilon(1e-13));
        CHECK(found[row.targets[k]][1] == doctest::Approx(second).epsilon(1e-13));
    }
}
