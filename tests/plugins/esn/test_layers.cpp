// Reservoirs that hear each other and targets, in the engine, against the formula.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "../../sim/record/second_process.hpp"
#include "engine/build.hpp"
#include "engine/rate_run.hpp"
#include "engine/streams.hpp"
#include "esn_fixture.hpp"
#include "limen/model/model.hpp"
#include "limen/plugin.hpp"
#include "limen/registry/host.hpp"

using namespace limen;
using namespace limen::esn;

namespace {

// A data source of trials of these many frames, of two channels and one target.
class Source : public DatasetFactory {
public:
    bool standardise() const override { return false; }
    Trials load(const Parameters& parameters, const DatasetContext&) const override {
        Trials made;
        made.channels = 2;
        made.target_channels = parameters.flag("targets") ? 1 : 0;
        for (const double frames : parameters.at<std::vector<double>>("lengths")) {
            const auto length = static_cast<std::size_t>(frames);
            for (const auto& frame : random_frames(length, static_cast<std::uint32_t>(made.size()))) {
                made.values.insert(made.values.end(), {frame[0], frame[1]});
                if (made.target_channels > 0) made.targets.push_back(frame[2]);
            }
            made.offsets.push_back(made.offsets.back() + length);
            made.splits.push_back(Split::train);
            made.labels.push_back(-1);
        }
        return made;
    }
};

struct Setting {
    explicit Setting(const std::string& text) {
        host.add({"esn", "1", {offer<EsnFactory>(Kind::population, "esn", "reservoir", schema_of<Esn>())}}, "esn.so");
        const Schema schema{{"lengths", std::vector<double>{30, 12, 25}, "", Range::positive, "of the trials"},
                            {"targets", true, "", Range::any, "whether it has any"}};
        host.add({"source", "1", {offer<Source>(Kind::dataset, "source", "numbers", schema)}}, "source.so");
        model = parse_model(text, folder / "m.toml", host);
        streams = load_streams(model);
        networks = build_networks(model, streams);
    }

    const EsnPopulation& population(std::size_t p) const {
        return dynamic_cast<const EsnPopulation&>(*networks[0].populations[p].population);
    }

    // Takes the trials through the network; what is recorded of each.
    std::vector<ReplicaOutput> run(const std::vector<std::uint32_t>& trials, double piece, unsigned threads) const {
        RateRun rates(networks[0], model, streams, trials.size());
        std::vector<ReplicaOutput> outputs(trials.size());
        std::vector<ReplicaOutput*> pointers;
        std::vector<double> durations;
        for (std::size_t i = 0; i < trials.size(); ++i) {
            outputs[i].reports.resize(model.records.size());
            pointers.push_back(&outputs[i]);
            durations.push_back(trial_duration(model, streams, trials[i]));
        }
        rates.start(trials, durations, pointers);
        rates.share_steps(threads);
        const double end = *std::max_element(durations.begin(), durations.end());
        for (double until = piece; until < end; until += piece) rates.advance(until);
        rates.advance(end);
        diverged.clear();
        for (std::size_t i = 0; i < trials.size(); ++i) diverged.push_back(rates.diverged(i));
        return outputs;
    }

    // The states of all populations after each frame of a trial, side by side, with all their digits: outputs of a
    // readout with weights of 0 and 1, which nobody hears.
    std::vector<double> states(std::uint32_t trial) const {
        LinearReadout all;
        std::vector<std::size_t> populations;
        for (std::size_t p = 0; p < networks[0].populations.size(); ++p) {
            populations.push_back(p);
            all.bias.resize(all.bias.size() + population(p).size());
        }
        all.weights.resize(all.bias.size() * all.bias.size());
        for (std::size_t i = 0; i < all.bias.size(); ++i) all.weights[i * all.bias.size() + i] = 1;
        RateRun rates(networks[0], model, streams, 1);
        rates.close_loop({all, populations, 1});
        ReplicaOutput none;
        none.reports.resize(model.records.size());
        ReplicaOutput* const outputs[] = {&none};
        const double duration = trial_duration(model, streams, trial);
        rates.start({&trial, 1}, {&duration, 1}, outputs);
        rates.advance(duration);
        return rates.loop_outputs(0);
    }

    const test::TemporaryFolder folder;
    PluginHost host;
    Model model;
    std::vector<Trials> streams;
    std::vector<Network> networks;
    mutable std::vector<std::string> diverged;
};

std::string layer(const std::string& name, const std::string& keys, int size = 20) {
    return fmt::format(
        "[population.{0}]\nmodel = \"esn\"\nsize = {1}\nleak = 0.7\nbias_scaling = 0.3\n{2}\n"
        "[record.{0}]\npopulation = \"{0}\"\nstate = \"h\"\nperiod = 1.0\n",
        name, size, keys);
}

const std::string data = "[data.u]\nreader = \"source\"\n";
// Layers in depth, input to the first and the third, and a mixed one beside them; listed in no good order.
const std::string deep = data +
                         layer("third", "input = [\"second\", \"first\"]\ndata = \"u\"\ninter_scaling = 0.4", 15) +
                         layer("first", "data = \"u\"") +
                         layer("second", "input = \"first\"\ninter_density = 0.5\nactivation = \"logistic\"", 30) +
                         layer("beside", "data = \"u\"\nreservoir = \"cycle\"\nscaling = \"none\"", 10) +
                         layer("both", "input = [\"beside\", \"third\"]", 12);

// The states of all populations after each frame by the formula, each from the new states of those that it hears.
std::vector<double> by_formula(const Setting& setting, std::uint32_t trial) {
    const Trials& stream = setting.streams[0];
    const auto& populations = setting.networks[0].populations;
    std::vector<Eigen::VectorXd> h;
    for (std::size_t p = 0; p < populations.size(); ++p)
        h.push_back(Eigen::VectorXd::Zero(setting.population(p).size()));
    std::vector<double> all;
    for (std::size_t k = 0; k < stream.frames(trial); ++k)
        for (std::size_t p = 0; p < h.size(); ++p) {
            const EsnPopulation& esn = setting.population(p);
            const PopulationSpec& spec = setting.model.populations[populations[p].model_index];
            std::vector<double> u;
            if (spec.data) u.insert(u.end(), stream.frame(trial, k).begin(), stream.frame(trial, k).end());
            for (const std::size_t source : spec.inputs)
                for (std::size_t q = 0; q < h.size(); ++q)
                    if (populations[q].model_index == source) u.insert(u.end(), h[q].begin(), h[q].end());
            if (spec.feedback) u.push_back(k == 0 ? 0 : stream.target(trial, k - 1)[0]);
            const Eigen::VectorXd x = drive(esn, u, h[p]);
            for (Eigen::Index i = 0; i < x.size(); ++i)
                h[p][i] = 0.3 * h[p][i] + 0.7 * activated(esn.parameters().activation, x[i]);
            all.insert(all.end(), h[p].begin(), h[p].end());
        }
    return all;
}

}  // namespace

TEST_CASE("layers of any graph are what the formula makes of their inputs of the same frame") {
    const Setting setting(deep);
    REQUIRE(setting.networks.size() == 1);
    for (const std::uint32_t trial : {0U, 2U}) {
        const auto states = setting.states(trial), expected = by_formula(setting, trial);
        REQUIRE(states.size() == expected.size());
        CHECK(distance(states, from_rows(expected, static_cast<Eigen::Index>(expected.size()), 1)) < 1e-12);
    }
}

TEST_CASE("layers give the same bits in a pipeline of any number of threads, in pieces, and with trials beside them") {
    const Setting setting(deep);
    for (const std::uint32_t trial : {0U, 2U}) {
        const auto alone = setting.run({trial}, 1000, 1)[0].reports;
        const auto states = setting.states(trial);
        // The record of a population is its states, rounded.
        std::size_t first = 0, all = 0;
        for (const auto& p : setting.networks[0].populations) all += p.population->size();
        for (const auto& p : setting.networks[0].populations) {
            const std::size_t units = p.population->size();
            const auto& report = alone[p.records[0]];
            REQUIRE(report.size() == setting.streams[0].frames(trial) * units);
            bool same = true;
            for (std::size_t i = 0; i < report.size(); ++i)
                same = same && report.single[i] == static_cast<float>(states[i / units * all + first + i % units]);
            CHECK(same);
            first += units;
        }
        for (const double piece : {1000.0, 4.0, 7.5})
            for (const unsigned threads : {1U, 2U, 3U}) CHECK(setting.run({trial}, piece, threads)[0].reports == alone);
        for (const double piece : {1000.0, 5.0}) {
            const auto beside = setting.run({1, trial}, piece, 1);
            CHECK(beside[1].reports == alone);
        }
    }
}

TEST_CASE("targets are fed back a frame late, and an output in their place from a frame on") {
    Setting setting(data + layer("esn", "feedback = \"u\"\ndata = \"u\""));
    const auto expected = by_formula(setting, 0);
    const auto taught = setting.run({0}, 1000, 1)[0].reports[0].single;
    bool same = true;
    for (std::size_t i = 0; i < taught.size(); ++i) same = same && std::fabs(double(taught[i]) - expected[i]) < 1e-7;
    CHECK(same);
    // A readout that gives a constant: the same as if that were the target.
    const LinearReadout constant{{}, "u", std::vector<double>(20, 0.0), {0.5}};
    const auto free = [&](std::int64_t first) {
        RateRun rates(setting.networks[0], setting.model, setting.streams, 1);
        rates.close_loop({constant, {0}, first});
        ReplicaOutput output;
        output.reports.resize(1);
        ReplicaOutput* const outputs[] = {&output};
        const std::uint32_t trial = 0;
        const double duration = 30;
        rates.start({&trial, 1}, {&duration, 1}, outputs);
        rates.advance(duration);
        CHECK(rates.loop_outputs(0) == std::vector<double>(static_cast<std::size_t>(30 - first + 1), 0.5));
        return output.reports[0].single;
    };
    const auto ran = free(10);
    for (std::size_t k = 9; k < 30; ++k) setting.streams[0].targets[k] = 0.5;
    CHECK(ran == setting.run({0}, 1000, 1)[0].reports[0].single);
    CHECK(ran != taught);
}

TEST_CASE("a layer that diverges ends the trial for all layers at the same frame, on any number of threads") {
    const std::string wild = "activation = \"identity\"\nscaling = \"none\"\nweight_scale = 1e60\nfeedback = \"u\"\n";
    const Setting setting(data + layer("calm", "data = \"u\"") + layer("wild", wild + "input = \"calm\"") +
                          layer("after", "input = [\"wild\", \"calm\"]"));
    const auto alone = setting.run({0}, 1000, 1)[0].reports;
    REQUIRE(setting.diverged[0].find("population \"wild\" diverges") != std::string::npos);
    CHECK(setting.diverged[0].find("feedback") != std::string::npos);
    const std::string why = setting.diverged[0];
    CHECK(alone[0].size() < 30 * 20);
    for (const auto& report : alone) CHECK(report.size() == alone[0].size());
    for (const double piece : {1000.0, 3.0, 1.0})
        for (const unsigned threads : {1U, 2U, 3U}) {
            CHECK(setting.run({0}, piece, threads)[0].reports == alone);
            CHECK(setting.diverged[0] == why);
            CHECK(setting.run({2, 0}, piece, 1)[1].reports == alone);
        }
}

TEST_CASE("what cannot be heard is refused before a run, naming the key") {
    const auto refusal = [](const std::string& text) {
        try {
            const Setting setting(text);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    const auto says = [](const std::string& message, const std::string& part) {
        CAPTURE(message);
        CHECK(message.find(part) != std::string::npos);
    };
    const std::string ring = refusal(data + layer("a", "input = \"c\"\ndata = \"u\"") + layer("b", "input = \"a\"") +
                                     layer("c", "input = \"b\""));
    for (const char* key :
         {"population.a.input: makes a cycle of \"a\", \"b\", \"c\"", "population.b.input", "population.c.input"})
        says(ring, key);
    says(refusal(data + layer("a", "input = \"a\"")), "population.a.input: makes a cycle of \"a\"");
    says(refusal(data + layer("a", "input = \"b\"")), "population.a.input: there is no population \"b\"");
    says(refusal(data + layer("a", "data = \"u\"") + layer("b", "input = [\"a\", \"a\"]")), "names \"a\" twice");
    says(refusal(data + layer("a", "")), "population.a: lacks \"data\"");
    const std::string slow = "[data.slow]\nreader = \"source\"\nframe = 2.0\nlengths = [15, 6, 12.5]\n";
    says(refusal(data + slow + layer("a", "data = \"slow\"") + layer("b", "input = \"a\"\ndata = \"u\"")),
         "population.b.input: names \"a\" with frames of 2 ms");
    says(refusal("[data.u]\nreader = \"source\"\ntargets = false\n" + layer("a", "feedback = \"u\"")),
         "population.a.feedback: names \"u\", which has no targets");
    for (const char* key : {"intrinsic_mean = 1.0", "intrinsic_std = 1.5"})
        says(refusal(data + layer("a", fmt::format("data = \"u\"\nintrinsic_rate = 0.001\n{}", key))),
             std::string("population.a.") + std::string(key).substr(0, 13));
    says(refusal(data + layer("a", "data = \"u\"\nintrinsic_rate = -1.0")), "population.a.intrinsic_rate");
}
