// Which frames a sample sees, in one piece or many, alone or beside other trials, on one thread or several; and what
// becomes of a trial whose state is not finite any more.
#include "engine/rate_run.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>

#include "../record/second_process.hpp"
#include "built_plugins.hpp"
#include "engine/streams.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;

namespace {

constexpr std::uint32_t units = 130;
constexpr std::uint32_t bad_trial = 3;
constexpr std::int64_t bad_frame = 2;

// Unit i of trial t is 1000 t + i / 256 + the sum of the frames that it has seen.
class CountingState : public RateState {
public:
    explicit CountingState(std::size_t lanes) : x_h{std::vector<double>(lanes * units), x_h[0]} {}
    void start(std::span<const std::uint32_t> trials) override {
        x_trials.assign(trials.begin(), trials.end());
        for (std::size_t lane = 0; lane < trials.size(); ++lane)
            for (auto& h : x_h)
                for (std::uint32_t i = 0; i < units; ++i) h[lane * units + i] = 1000.0 * trials[lane] + i / 256.0;
    }
    unsigned parts(unsigned most) const override { return most; }
    bool update(const RateStep& step) override {
        bool finite = true;
        const auto& old = x_h[static_cast<std::size_t>(step.frame % 2)];
        auto& h = x_h[static_cast<std::size_t>((step.frame + 1) % 2)];
        for (std::size_t lane = 0; lane < step.inputs.size(); ++lane)
            for (std::uint32_t i = step.part; i < units; i += step.parts) {
                h[lane * units + i] = old[lane * units + i] + step.inputs[lane][0];
                if (x_trials[lane] == bad_trial && step.frame == bad_frame && i >= 40) {
                    h[lane * units + i] = std::numeric_limits<double>::infinity();
                    finite = false;
                }
            }
        return finite;
    }
    void sample(const RateSample& sample) const override {
        for (std::uint32_t i = sample.part; i < units; i += sample.parts)
            sample.row[i] =
                static_cast<float>(x_h[static_cast<std::size_t>(sample.frames % 2)][sample.lane * units + i]);
    }
    void hand_on(const RateOutput& output) const override {
        for (std::uint32_t i = output.part; i < units; i += output.parts)
            output.row[i] = x_h[static_cast<std::size_t>(output.frames % 2)][output.lane * units + i];
    }
    std::optional<std::uint32_t> not_finite(std::int64_t frames, std::size_t lane) const override {
        for (std::uint32_t i = 0; i < units; ++i)
            if (!std::isfinite(x_h[static_cast<std::size_t>(frames % 2)][lane * units + i])) return i;
        return std::nullopt;
    }
    void reset(std::size_t lane) override {
        for (auto& h : x_h) std::fill_n(h.begin() + static_cast<std::ptrdiff_t>(lane * units), units, 0.0);
    }
    std::string likely_cause() const override { return "the test"; }

private:
    std::vector<std::uint32_t> x_trials;
    std::array<std::vector<double>, 2> x_h;
};

class Counting : public Population {
public:
    std::uint32_t size() const override { return units; }
    std::uint64_t internal_synapses() const override { return 7; }
    std::uint64_t bytes() const override { return 0; }
    std::unique_ptr<RateState> make_rate_state(const RateWiring& wiring) const override {
        return std::make_unique<CountingState>(wiring.lanes);
    }
};

class CountingFactory : public PopulationFactory {
public:
    std::vector<Observable> observables() const override { return {{"h", "", "sum"}}; }
    bool spiking() const override { return false; }
    bool wants_data() const override { return true; }
    std::unique_ptr<Population> make(const Parameters&, const PopulationContext&) const override {
        return std::make_unique<Counting>();
    }
};

// Trials of these many frames of 10 ms, whose values are 1, 2, 3, ... in each.
struct Setting {
    Setting(const std::vector<int>& lengths, const std::string& records, double frame = 10) {
        std::ofstream data(folder / "x.csv");
        data << "trial,x\n";
        for (std::size_t trial = 0; trial < lengths.size(); ++trial)
            for (int k = 1; k <= lengths[trial]; ++k) data << trial << "," << k << "\n";
        data.close();
        host.load_folders({std::filesystem::path(LIMEN_BINARY_DIR) / "plugins"});
        host.add({"counting", "1", {offer<CountingFactory>(Kind::population, "counting", "counts", {})}},
                 "counting.so");
        model = parse_model(
            "[data.x]\nreader = \"csv\"\ntrain = \"x.csv\"\ntrial = \"trial\"\nstandardise = false\nframe = " +
                fmt::format("{:.3f}\n", frame) + "[population.p]\nmodel = \"counting\"\ndata = \"x\"\n" + records,
            folder / "m.toml", host);
        streams = load_streams(model);
        networks = plan_networks(model, {{1}});
    }

    // Takes the trials through a RateRun in pieces of so many ms.
    std::vector<ReplicaOutput> run(const std::vector<std::uint32_t>& trials, double piece, unsigned threads = 1) {
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
        done.clear(), diverged.clear(), events.clear();
        for (std::size_t i = 0; i < trials.size(); ++i) {
            done.push_back(rates.now(i));
            diverged.push_back(rates.diverged(i));
            events.push_back(rates.synaptic_events(i)[0]);
        }
        return outputs;
    }

    const test::TemporaryFolder folder;
    PluginHost host;
    Model model;
    std::vector<Trials> streams;
    std::vector<Network> networks;
    std::vector<double> done;
    std::vector<std::string> diverged;
    std::vector<std::uint64_t> events;
};

std::string record(const std::string& name, double period) {
    return fmt::format("[record.{}]\npopulation = \"p\"\nstate = \"h\"\nperiod = {:.17g}\n", name, period);
}

// What all units of a trial are after so many frames.
void check_row(const float* row, std::uint32_t trial, int frames) {
    bool right = true;
    for (std::uint32_t i = 0; i < units; ++i)
        right = right && row[i] == static_cast<float>(1000.0 * trial + i / 256.0 + frames * (frames + 1) / 2);
    CHECK(right);
}

}  // namespace

TEST_CASE("a sample sees the frames that began before it, and not one of the same moment") {
    Setting setting({6}, record("whole", 10.0) + record("half", 5.0) + record("quarter", 2.5) + record("other", 20.0));
    const double periods[] = {10, 5, 2.5, 20};
    for (const double piece : {1000.0, 10.0, 25.0, 7.0})
        for (const unsigned threads : {1U, 2U}) {
            CAPTURE(piece);
            const auto outputs = setting.run({0}, piece, threads);
            for (std::size_t r = 0; r < 4; ++r) {
                const auto& report = outputs[0].reports[r].single;
                const auto rows = static_cast<std::size_t>(60 / periods[r]);
                REQUIRE(report.size() == rows * units);
                for (std::size_t i = 0; i < rows; ++i)
                    check_row(report.data() + i * units, 0, int(std::ceil(double(i + 1) * periods[r] / 10)));
            }
            CHECK(setting.done == std::vector<double>{60});
            CHECK(setting.events == std::vector<std::uint64_t>{42});
        }
}

TEST_CASE("how many frames a sample sees does not depend on binary digits") {
    // 3 * 0.1 is later than 0.3 in binary digits, and the sample at 0.3 ms still sees one frame.
    Setting setting({6}, record("tenth", 0.1), 0.3);
    const auto outputs = setting.run({0}, 1000, 1);
    const auto& report = outputs[0].reports[0].single;
    REQUIRE(report.size() == 18 * units);
    for (std::size_t i = 0; i < 18; ++i) check_row(report.data() + i * units, 0, int(i / 3 + 1));
}

TEST_CASE("trials of any lengths and in any order give beside each other what they give alone") {
    Setting setting({3, 1, 8, 2, 5}, record("a", 10.0) + record("b", 2.5));
    const std::vector<std::uint32_t> trials{1, 4, 0, 2};
    for (const double piece : {1000.0, 20.0})
        for (const unsigned threads : {1U, 2U}) {
            const auto outputs = setting.run(trials, piece, threads);
            const auto done = setting.done;
            const auto events = setting.events;
            for (std::size_t i = 0; i < trials.size(); ++i) {
                const auto alone = setting.run({trials[i]}, 1000);
                CHECK(outputs[i].reports == alone[0].reports);
                CHECK(done[i] == setting.done[0]);
                CHECK(events[i] == setting.events[0]);
            }
        }
}

TEST_CASE("a trial that diverges keeps its samples up to then, and the others go on") {
    Setting setting({4, 2, 4, 6, 6}, record("a", 10.0) + record("b", 5.0));
    for (const double piece : {1000.0, 10.0})
        for (const unsigned threads : {1U, 2U})
            for (const std::vector<std::uint32_t>& trials : {std::vector<std::uint32_t>{3}, {0, 3, 4}}) {
                const auto outputs = setting.run(trials, piece, threads);
                for (std::size_t i = 0; i < trials.size(); ++i) {
                    const bool bad = trials[i] == bad_trial;
                    const std::size_t frames = bad ? bad_frame : setting.streams[0].frames(trials[i]);
                    CHECK(outputs[i].reports[0].size() == frames * units);
                    CHECK(outputs[i].reports[1].size() == frames * 2 * units);
                    check_row(outputs[i].reports[0].single.data() + (frames - 1) * units, trials[i], int(frames));
                    CHECK(setting.done[i] == 10.0 * double(frames));
                    CHECK(setting.diverged[i].empty() != bad);
                    if (!bad) continue;
                    CHECK(setting.diverged[i].find("unit 40 is not finite after frame 3") != std::string::npos);
                    CHECK(setting.diverged[i].find("20 ms; check the test") != std::string::npos);
                }
            }
}

TEST_CASE("a run ends with the trials that are on their way when one diverges, and says which one it was") {
    Setting setting({2, 2, 2, 4, 2}, record("a", 10.0));
    const RunSummary summary = simulate(setting.model, {});
    CHECK(summary.stopped_early);
    CHECK(summary.runaway.find("trial 3: population \"p\" diverges") != std::string::npos);
    CHECK(summary.trials == 5);
}

TEST_CASE("batches hold every trial once, are of about equal length, and never too small to be worth while") {
    for (const std::size_t count : {1U, 7U, 8U, 20U, 64U})
        for (const unsigned threads : {1U, 2U, 16U}) {
            std::vector<std::size_t> frames(count);
            for (std::size_t i = 0; i < count; ++i) frames[i] = 10 + (i * 37) % 50;
            const auto batches = cut_into_batches(frames, threads);
            std::vector<std::uint32_t> all;
            std::vector<std::size_t> sums;
            for (const auto& batch : batches) {
                all.insert(all.end(), batch.begin(), batch.end());
                sums.push_back(0);
                for (const std::uint32_t i : batch) sums.back() += frames[i];
                CHECK((count < 8 ? batch.size() == 1 : batch.size() >= 8));
            }
            std::sort(all.begin(), all.end());
            std::vector<std::uint32_t> expected(count);
            std::iota(expected.begin(), expected.end(), 0U);
            CHECK(all == expected);
            if (count >= 8)
                CHECK(*std::max_element(sums.begin(), sums.end()) <= 60 + *std::min_element(sums.begin(), sums.end()));
            if (count >= 16) CHECK(batches.size() >= std::min(threads, 2U));
        }
}
