// Readouts that learn nothing, run away, are not numbers, or learn from a recording that never touched a disk.
#include "limen/simulation/training.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../engine/built_plugins.hpp"
#include "../record/second_process.hpp"
#include "limen/record/memory_recording.hpp"

using namespace limen;
using test::built_plugins;
using test::TemporaryFolder;

namespace {

// One start, two channels.
FreeRunResult run(std::vector<double> outputs) {
    FreeRunResult result;
    result.starts = 1, result.horizon = 3, result.channels = 2;
    result.targets = {-1, 10, 1, 12, 0, 11};
    result.outputs = std::move(outputs);
    return result;
}

const std::vector<PopulationSummary> populations{{"liquid", "lif", 200, 3000, 10, 6000, 1.0, 0.25},
                                                 {"esn", "esn", 100, 2000, 0, 9000, 0.0, 0.5}};

ReadoutResult reached(double accuracy, double guess, double trials, std::vector<std::string> read) {
    return {.name = "r",
            .trainer = "ridge",
            .populations = std::move(read),
            .metrics = {{.name = "test_accuracy", .value = accuracy},
                        {.name = "guess_accuracy", .value = guess},
                        {.name = "test_trials", .value = trials}}};
}

const std::string liquid = R"(
[data.patterns]
reader = "patterns"
train = 30
test = 20
frame = 250.0
[population.input]
model = "pattern_encoder"
data = "patterns"
length = 250.0
units = 20
[population.liquid]
model = "lif"
size = 60
inhibitory = 0.2
[projection.in]
source = "input"
target = "liquid"
rule = "fixed_in_degree"
in_degree = 5
weight = 1500.0
[record.spikes]
population = "liquid"
state = "spikes"
[readout.label]
trainer = "ridge"
record = "spikes"
[readout.soft]
trainer = "softmax"
record = "spikes"
[readout.net]
trainer = "rnn"
hidden = 3
epochs = 2
[readout.rates]
trainer = "spike_statistics"
record = "spikes"
)";

}  // namespace

TEST_CASE("a free run whose outputs run away is said to, and one that is only wrong is not") {
    CHECK(runaway_of(run({-1, 10, 1, 12, 0, 11})).empty());
    CHECK(runaway_of(run({-2, 14, 2, 8, -9, 20})).empty());
    const std::string sentence = runaway_of(run({-1, 10, 5, 2, 0, -990}));
    CHECK(sentence.find("channel 1 reaches -990") != std::string::npos);
    CHECK(sentence.find("within 10 and 12") != std::string::npos);
    CHECK(sentence.find("feedback_scaling") != std::string::npos);
    CHECK(runaway_of(run({-1, 10, 1e3, 12, 0, 11})).find("channel 0 reaches 1e+03") != std::string::npos);
}

TEST_CASE("a readout that only guesses is named, with the rates of what it reads") {
    const auto result = [](double accuracy, double trials) { return reached(accuracy, 0.1, trials, {"liquid"}); };
    const std::vector<ReadoutResult> results{
        result(0.12, 100), result(0.12, 100'000), result(0.9, 100), {.name = "f", .trainer = "ridge"}};
    const auto sentences = guessing_readouts(results, populations);
    REQUIRE(sentences.size() == 1);
    CHECK(sentences[0].find("12.0 % of the test trials right, the commonest class alone 10.0 %, of 100 trials") !=
          std::string::npos);
    CHECK(sentences[0].find("it reads \"liquid\" at 1 Hz") != std::string::npos);
}

TEST_CASE("no readout is said to guess by a test that could not tell") {
    const auto sentences = [](double accuracy, double guess, double trials) {
        return guessing_readouts(std::vector{reached(accuracy, guess, trials, {})}, {}).size();
    };
    CHECK(sentences(1, 0.5, 2) == 0);
    CHECK(sentences(0.5, 0.5, 2) == 0);
    CHECK(sentences(0.8, 0.5, 5) == 0);
    CHECK(sentences(0.5, 0.5, 10) == 0);
    CHECK(sentences(0.5, 0.5, 40) == 1);
    CHECK(sentences(0.3, 0.5, 40) == 1);    // worse than a guess
    CHECK(sentences(0.675, 0.5, 40) == 0);  // 27 or more of 40 heads: P = 0.019
    CHECK(sentences(1, 1, 40) == 0);
}

TEST_CASE("readouts learn the same from memory as from a file, and give the same of what they have learnt") {
    const TemporaryFolder folder;
    const Model model = parse_model(liquid, "m.toml", built_plugins());
    MemoryRecording memory;
    RunOptions options;
    options.recording = folder / "run.h5";
    options.sinks = {&memory};
    simulate(model, options);
    const Recording in_memory = memory.recording();
    const h5::File file = h5::File::open(folder / "run.h5");
    h5::File to_memory = h5::File::create_in_memory("readouts"), to_file = h5::File::create(folder / "readouts.h5");
    std::vector<ReadoutResult> one = train(model, in_memory.file(), to_memory), other = train(model, file, to_file);
    REQUIRE(one.size() == 4);
    for (std::size_t i = 0; i < one.size(); ++i) {
        one[i].metrics.remove("inference_s");
        other[i].metrics.remove("inference_s");
        CHECK(one[i].metrics == other[i].metrics);
        CHECK_FALSE(one[i].metrics.empty());
    }
    CHECK(one[0].metrics.find("test_accuracy")->better == Better::higher);
    CHECK(one[0].metrics.find("test_accuracy")->part == Split::test);
    CHECK(to_memory.read<double>("/label/weights") == to_file.read<double>("/label/weights"));

    h5::File applied = h5::File::create_in_memory("applied");
    const std::vector<ReadoutSpec> specs = trained_readouts(to_memory, built_plugins());
    REQUIRE(specs.size() == 4);
    for (const ReadoutSpec& spec : specs) {
        CAPTURE(spec.name);
        if (spec.name == "rates") {
            CHECK_THROWS_WITH_AS(apply(spec, to_memory, file, applied), doctest::Contains("leaves nothing"),
                                 ParameterError);
            CHECK(memory_curve(spec, to_memory, file, 3).empty());
        } else {
            CHECK(apply(spec, to_memory, file, applied).at("test_accuracy") ==
                  to_file.number_attribute("/" + spec.name, "test_accuracy"));
        }
    }
    CHECK(applied.read<double>("/label/outputs") == to_file.read<double>("/label/outputs"));
    CHECK_THROWS_WITH_AS(trained_readouts(to_file, built_plugins(), {"lable"}),
                         doctest::Contains("did you mean \"label\"?"), DataError);
}
