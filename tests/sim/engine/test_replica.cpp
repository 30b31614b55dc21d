// A trial in pieces, and what drives are told slice by slice and trial by trial.
#include "engine/replica.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "../record/second_process.hpp"
#include "built_plugins.hpp"
#include "engine/streams.hpp"

using namespace limen;

namespace {

// A request, with the values of its frames.
struct Told {
    std::uint32_t trial;
    std::int64_t slice;
    double length;
    std::vector<double> frame;
    std::vector<std::pair<double, double>> frames;  // offset, value
};
std::vector<Told> told;

// Writes down what it is asked for.
class Listener : public Drive {
public:
    void fill(const DriveRequest& request, DriveBuffer&) const override {
        Told heard{request.trial, request.slice, request.length, {request.frame.begin(), request.frame.end()}, {}};
        for (const FrameEvent& frame : request.frames) heard.frames.emplace_back(frame.offset, frame.values[0]);
        told.push_back(heard);
    }
};

class ListenerFactory : public DriveFactory {
public:
    bool wants_data() const override { return true; }
    std::unique_ptr<Drive> make(const Parameters&, const DriveContext&) const override {
        return std::make_unique<Listener>();
    }
};

// Three trials of four frames of 0.7 ms, whose values count from 1 through all of them.
void run_three_trials() {
    const test::TemporaryFolder folder;
    std::ofstream data(folder / "x.csv");
    data << "trial,x\n";
    for (int frame = 0; frame < 12; ++frame) data << frame / 4 << "," << frame + 1 << "\n";
    data.close();
    PluginHost host;
    host.load_folders({std::filesystem::path(LIMEN_BINARY_DIR) / "plugins"});
    host.add({"listening", "1", {offer<ListenerFactory>(Kind::drive, "listener", "listens", {})}}, "listening.so");
    const Model model = parse_model(
        "[data.x]\nreader = \"csv\"\ntrain = \"x.csv\"\ntrial = \"trial\"\nframe = 0.7\nstandardise = false\n"
        "[population.p]\nmodel = \"lif\"\nsize = 3\n"
        "[drive.d]\ntarget = \"p\"\nmodel = \"listener\"\ndata = \"x\"\n",
        folder / "m.toml", host);
    const std::vector<Trials> streams = load_streams(model);
    std::vector<Network> networks = plan_networks(model, {{1}});
    connect(networks[0], model);
    const std::vector<bool> recorded{false};
    Replica replica(networks[0], model, streams, recorded);
    ReplicaOutput output;
    output.spikes.resize(1);
    output.spike_counts.resize(1);
    told.clear();
    for (const std::uint32_t trial : {0U, 1U, 2U}) {
        replica.start(trial, 2.8);
        replica.advance(2.8, output);
    }
}

}  // namespace

TEST_CASE("a drive is told the frames that begin in its slice, and the one that is in force before") {
    run_three_trials();
    REQUIRE(told.size() >= 9);
    for (const Told& heard : told) {
        const double start = static_cast<double>(heard.slice) * heard.length, end = start + heard.length;
        const double first = 4 * heard.trial + 1;  // value of the trial's first frame
        std::vector<double> before;
        std::vector<std::pair<double, double>> within;
        for (int k = 0; k < 4; ++k) {
            const double begin = k * 0.7;
            if (begin < start) before = {first + k};
            if (begin >= start && begin < end) within.emplace_back(begin - start, first + k);
        }
        CHECK(heard.frame == before);
        REQUIRE(heard.frames.size() == within.size());
        for (std::size_t i = 0; i < within.size(); ++i) {
            CHECK(heard.frames[i].first == doctest::Approx(within[i].first));
            CHECK(heard.frames[i].second == within[i].second);
        }
    }
}

TEST_CASE("the samples of a trial's very end are taken, wherever the pieces end in which it is run") {
    const Model model = parse_model(
        "[simulation]\nstop = 40\nslice = 0.8\n[population.p]\nmodel = \"lif\"\nsize = 1\n"
        "[record.V]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = 2.5\n",
        "m.toml", test::built_plugins());
    std::vector<Network> networks = plan_networks(model, {});
    connect(networks[0], model);
    const std::vector<Trials> no_streams;
    const std::vector<bool> recorded{false};
    for (const double piece : {40.0, 39.9, 39.0, 7.3}) {
        CAPTURE(piece);
        Replica replica(networks[0], model, no_streams, recorded);
        ReplicaOutput output;
        output.spikes.resize(1);
        output.reports.resize(1);
        output.spike_counts.resize(1);
        replica.start(0, 40);
        for (double until = piece; replica.now() < 40; until += piece) replica.advance(std::min(until, 40.0), output);
        CHECK(output.reports[0].size() == 16);
    }
}

TEST_CASE("trials have the same spikes in any order, whatever is plastic, random or encoded in them") {
    const Model model = parse_model(
        "[data.x]\nreader = \"patterns\"\npatterns = 3\nsegments = 2\ntrain = 6\ntest = 0\nframe = 40\n"
        "[population.in]\nmodel = \"pattern_encoder\"\ndata = \"x\"\nunits = 5\nrate = 80\nlength = 40\njitter = 2\n"
        "[population.p]\nmodel = \"lif\"\nsize = 60\ninhibitory = 0.2\nI_e = 370\nV_init = [-70, -55]\n"
        "V_init_per_trial = true\n"
        "[projection.in]\nsource = \"in\"\ntarget = \"p\"\nrule = \"pairwise_bernoulli\"\np = 0.5\nweight = 300\n"
        "[projection.e]\nsource = \"p\"\nsource_part = \"excitatory\"\ntarget = \"p\"\nrule = "
        "\"pairwise_bernoulli\"\np = "
        "0.2\nweight = 60\nU = 0.5\nU_spread = 0.1\n"
        "[projection.s]\nsource = \"p\"\nsource_part = \"excitatory\"\ntarget = \"p\"\nrule = "
        "\"pairwise_bernoulli\"\np = "
        "0.2\nweight = 60\ndelay = 2.5\nstdp = true\nw_max = 120\n"
        "[projection.i]\nsource = \"p\"\nsource_part = \"inhibitory\"\ntarget = \"p\"\nrule = "
        "\"pairwise_bernoulli\"\np = "
        "0.2\nweight = -200\ndelay_spread = 0.3\ndelay_resolution = 0\n"
        "[drive.noise]\ntarget = \"p\"\nmodel = \"poisson\"\nrate = 400\nweight = 40\n",
        "m.toml", test::built_plugins());
    const std::vector<Trials> streams = load_streams(model);
    std::vector<Network> networks = plan_networks(model, {{1}, {0}});
    connect(networks[0], model);
    const std::vector<bool> recorded{true, true};
    using Spikes = std::vector<std::pair<double, std::uint64_t>>;
    const auto run_in_order = [&](const std::vector<std::uint32_t>& order) {
        Replica replica(networks[0], model, streams, recorded);
        std::vector<Spikes> of_trials(order.size());
        for (const std::uint32_t trial : order) {
            ReplicaOutput output;
            output.spikes.resize(2);
            output.spike_counts.resize(2);
            replica.start(trial, 80);
            replica.advance(80, output);
            for (std::size_t i = 0; i < output.spikes[1].times.size(); ++i)
                of_trials[trial].emplace_back(output.spikes[1].times[i], output.spikes[1].ids[i]);
        }
        return of_trials;
    };
    const auto reference = run_in_order({0, 1, 2, 3, 4, 5});
    CHECK(reference[0].size() > 50);
    CHECK(reference[0] != reference[1]);
    CHECK(reference == run_in_order({5, 3, 1, 0, 2, 4}));
}
