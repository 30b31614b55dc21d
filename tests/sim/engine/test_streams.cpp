// Data as networks are driven with it: scaled as asked, and refused where streams do not fit each other.
#include "engine/streams.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "limen/registry/host.hpp"

using namespace limen;

namespace {

// A reader of trials that a test prepared: one stream for each value of `which`.
struct Prepared : DatasetFactory {
    static inline std::vector<Trials> streams;
    Trials load(const Parameters& p, const DatasetContext&) const override {
        return streams.at(static_cast<std::size_t>(p.integer("which")));
    }
};

// The same, but not scaled unless a model says so.
struct Unscaled : Prepared {
    bool standardise() const override { return false; }
};

// One trial of what it is made from.
struct Told : DatasetFactory {
    Trials load(const Parameters&, const DatasetContext& context) const override {
        Trials made;
        made.channels = 1;
        made.values = {static_cast<double>(context.seed), static_cast<double>(context.id)};
        made.offsets = {0, 2};
        made.splits = {Split::train};
        return made;
    }
};

// Refuses what it is told to: trials that last less than `least` ms, data without targets.
struct Choosy : Trainer {
    void check(const Parameters& p, const RunOutline& run) const override {
        for (const double duration : run.durations)
            if (duration < p.number("least")) throw ParameterError("least", "is more than a trial lasts");
        if (!run.targets) throw ParameterError("least", "needs targets");
        if (!run.any(Split::train)) throw ParameterError("least", "needs training trials");
    }
    bool learns_classes(const Parameters&, bool classes, bool targets) const override { return classes && !targets; }
    Metrics train(const h5::File&, const Parameters&, const std::string&, h5::File&) const override { return {}; }
};

struct Unit : PopulationFactory {
    std::vector<Observable> observables() const override { return {{"V_m", "mV", ""}}; }
    bool spiking() const override { return true; }
    bool wants_data() const override { return false; }
    std::unique_ptr<Population> make(const Parameters&, const PopulationContext&) const override { return nullptr; }
};

Model model_of(const std::string& text) {
    static PluginHost host;
    if (host.plugins().empty())
        host.add({"test",
                  "1",
                  {offer<Prepared>(Kind::dataset, "prepared", "", {{"which", std::int64_t{0}, "", Range::any, ""}}),
                   offer<Unscaled>(Kind::dataset, "unscaled", "", {{"which", std::int64_t{0}, "", Range::any, ""}}),
                   offer<Told>(Kind::dataset, "told", "", {}),
                   offer<Choosy>(Kind::trainer, "choosy", "", {{"least", 0.0, "ms", Range::any, ""}}),
                   offer<Unit>(Kind::population, "unit", "", {})}},
                 "test.so");
    return parse_model(text + "[population.p]\nmodel = \"unit\"\n", "m.toml", host);
}

std::string data(const std::string& name, int which, const std::string& more = "") {
    return "[data." + name + "]\nreader = \"prepared\"\nwhich = " + std::to_string(which) + "\n" + more;
}

Trials trials(std::size_t channels, const std::vector<std::vector<double>>& cases, const std::vector<Split>& splits) {
    Trials made;
    made.channels = channels;
    for (const auto& values : cases) {
        made.values.insert(made.values.end(), values.begin(), values.end());
        made.offsets.push_back(made.values.size() / channels);
    }
    made.splits = splits;
    return made;
}

std::string refusal(const std::string& text) {
    try {
        load_streams(model_of(text));
    } catch (const ModelError& error) {
        return describe(error.problems()[0]);
    } catch (const PluginError& error) {
        return error.what();
    }
    return "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE(
    "standardised channels have mean 0 and deviation 1 over the training frames, and test frames the same scale") {
    Trials made = trials(2, {{1, 7, 3, 7}, {5, 7}, {9, 8}}, {Split::train, Split::train, Split::test});
    standardise(made);
    // Training values of channel 0 are 1, 3, 5: mean 3, variance 8/3. Channel 1 never changes in training.
    const double scale = 1 / std::sqrt(8.0 / 3);
    CHECK(made.frame(0, 0)[0] == doctest::Approx(-2 * scale));
    CHECK(made.frame(0, 1)[0] == doctest::Approx(0));
    CHECK(made.frame(1, 0)[0] == doctest::Approx(2 * scale));
    CHECK(made.frame(2, 0)[0] == doctest::Approx(6 * scale));
    for (const std::size_t i : {0U, 1U, 2U}) CHECK(made.frame(i, 0)[1] == 0);
}

TEST_CASE("without training trials all of them give the scale") {
    Trials made = trials(1, {{1}, {3}}, {Split::test, Split::test});
    standardise(made);
    CHECK(made.values == std::vector<double>{-1, 1});
}

TEST_CASE("data are scaled only where the model asks") {
    Prepared::streams = {trials(1, {{1, 3}}, {Split::train})};
    CHECK(load_streams(model_of(data("d", 0)))[0].values == std::vector<double>{-1, 1});
    CHECK(load_streams(model_of(data("d", 0, "standardise = false\n")))[0].values == std::vector<double>{1, 3});
}

TEST_CASE("a reader may leave its data as they are unless the model asks") {
    Prepared::streams = {trials(1, {{1, 3}}, {Split::train})};
    const std::string unscaled = "[data.d]\nreader = \"unscaled\"\n";
    CHECK(load_streams(model_of(unscaled))[0].values == std::vector<double>{1, 3});
    CHECK(load_streams(model_of(unscaled + "standardise = true\n"))[0].values == std::vector<double>{-1, 1});
}

TEST_CASE("a reader is told the model's seed and which data source it is") {
    const std::string told = "reader = \"told\"\nstandardise = false\n";
    const auto streams = load_streams(model_of("[simulation]\nseed = 9\n[data.a]\n" + told + "[data.b]\n" + told));
    CHECK(streams[0].values == std::vector<double>{9, 0});
    CHECK(streams[1].values == std::vector<double>{9, 1});
}

TEST_CASE("targets are never scaled, and must be as many as the frames") {
    Trials with_targets = trials(1, {{1, 3}}, {Split::train});
    with_targets.target_channels = 2;
    with_targets.targets = {5, 6, 7, 8};
    Prepared::streams = {with_targets};
    CHECK(load_streams(model_of(data("d", 0)))[0].targets == with_targets.targets);
    Prepared::streams[0].targets.pop_back();
    CHECK(holds(refusal(data("d", 0)), "3 target numbers; its 2 frames of 2 target channels need 4"));
}

TEST_CASE("what a trainer can know to be wrong is refused before anything runs, of all readouts at once") {
    Trials with_targets = trials(1, {{1, 3}}, {Split::train});
    Prepared::streams = {with_targets};
    const auto model = [](const std::string& least) {
        return data("d", 0) + "[readout.a]\ntrainer = \"choosy\"\n[readout.b]\ntrainer = \"choosy\"\nleast = " + least +
               "\n";
    };
    CHECK(holds(refusal(model("1")), "readout.a.least: needs targets"));
    Prepared::streams[0].target_channels = 1;
    Prepared::streams[0].targets = {1, 2};
    CHECK(refusal(model("1")).empty());
    CHECK(holds(refusal(model("3")), "m.toml:8:9: readout.b.least: is more than a trial lasts"));
}

TEST_CASE("streams of one model must have the same trials of the same lengths in ms") {
    Prepared::streams = {trials(1, {{1, 2}, {3, 4, 5}}, {Split::train, Split::train}),
                         trials(1, {{1, 2}}, {Split::train}), trials(1, {{1}, {2, 3}}, {Split::train, Split::train}),
                         trials(1, {{1, 2, 3, 4}, {1, 2, 3, 4, 5, 6}}, {Split::train, Split::train}),
                         trials(1, {}, {})};
    CHECK(holds(refusal(data("a", 0) + data("b", 1)), "has 1 trials, but \"a\" has 2"));
    CHECK(holds(refusal(data("a", 0) + data("b", 2)), "trial 0 lasts 1 ms, but 2 ms in \"a\""));
    CHECK(holds(refusal(data("a", 4)), "holds no trials"));
    CHECK(refusal(data("a", 0) + data("b", 3, "frame = 0.5\n")).empty());
}

TEST_CASE("a period that does not divide the frame is refused where there are several trials") {
    Prepared::streams = {trials(1, {{1, 2}, {3}}, {Split::train, Split::train}), trials(1, {{1, 2}}, {Split::train})};
    const auto with_period = [](int which, const std::string& period) {
        return data("d", which, "frame = 20\n") +
               "[record.r]\npopulation = \"p\"\nstate = \"V_m\"\nperiod = " + period + "\n";
    };
    CHECK(holds(refusal(with_period(0, "3")), "it must divide the frame of the data, 20 ms"));
    CHECK(holds(refusal(with_period(0, "40")), "it must divide the frame"));
    CHECK(refusal(with_period(0, "0.1")).empty());
    CHECK(refusal(with_period(1, "3")).empty());
}

TEST_CASE("a channel of 0.1 in training is 0 everywhere, like one of 7.5, and is told of once") {
    for (const double constant : {0.1, 7.5, 0.3}) {
        CAPTURE(constant);
        std::vector<double> training, test;
        for (int k = 0; k < 1000; ++k) training.insert(training.end(), {constant, std::sin(k)});
        for (int k = 0; k < 10; ++k) test.insert(test.end(), {1.1 * constant, std::sin(k)});
        Prepared::streams = {trials(2, {training, test}, {Split::train, Split::test})};
        const Trials loaded = load_streams(model_of(data("d", 0)))[0];
        for (std::size_t i = 0; i < loaded.values.size(); i += 2) REQUIRE(loaded.values[i] == 0);
        REQUIRE(loaded.notes.size() == 1);
        CHECK(holds(loaded.notes[0], "1 of 2 channels never change in the training trials"));
        CHECK(load_streams(model_of(data("d", 0, "standardise = false\n")))[0].notes.empty());
    }
}

TEST_CASE("a trainer is told whether any trial is for training") {
    Prepared::streams = {trials(1, {{1, 3}}, {Split::test})};
    Prepared::streams[0].target_channels = 1;
    Prepared::streams[0].targets = {1, 2};
    const std::string readout = "[readout.a]\ntrainer = \"choosy\"\n";
    CHECK(holds(refusal(data("d", 0) + readout), "readout.a.least: needs training trials"));
    Prepared::streams[0].splits = {Split::train};
    CHECK(refusal(data("d", 0) + readout).empty());
}
