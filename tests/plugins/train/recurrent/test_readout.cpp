// The trainers rnn, lstm and gru learn from a recording, write what docs/file-format.md says, and refuse what cannot
// work.
#include "train/recurrent/readout.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "../small_recording.hpp"
#include "random_sequences.hpp"

using namespace limen;
using namespace limen::train::recurrent;
using train::test::message_of;
using train::test::says;
using train::test::TemporaryFile;

namespace {

// Trials of 10 to 14 frames of two channels. Class 1 has a first channel whose mean is above 0; the target of a frame
// is the second channel one frame before.
struct Written {
    std::size_t trials = 30;
    bool targets = false;
    std::vector<std::string> inputs{"voice"};
    double first_value = 0.5;
    std::int32_t first_label = 0;
    double constant = 0;  // what the second channel is in training, if not 0; 1.1 of it in the test
    bool constant_targets = false;

    void write(const std::filesystem::path& path) const {
        h5::File file = h5::File::create(path);
        file.set_attribute("/", "limen_format", std::uint32_t{1});
        std::vector<std::int32_t> labels;
        std::vector<std::uint8_t> splits;
        std::vector<std::uint64_t> offsets{0};
        std::vector<double> values, delayed;
        Random random = test::random_of(9);
        for (std::size_t i = 0; i < trials; ++i) {
            labels.push_back(static_cast<std::int32_t>(i % 2));
            splits.push_back(i % 3 == 2 ? 1 : 0);
            offsets.push_back(offsets.back() + 10 + i % 5);
            double before = 0;
            for (std::uint64_t t = offsets[i]; t < offsets[i + 1]; ++t) {
                values.push_back(2 * random.uniform() - 1 + (i % 2 == 0 ? -0.8 : 0.8));
                values.push_back(2 * random.uniform() - 1);
                if (constant > 0) values.back() = i % 3 == 2 ? 1.1 * constant : constant;
                delayed.push_back(constant_targets ? 0.1 : 3 + before);
                before = values.back();
            }
        }
        values[0] = first_value;
        labels[0] = first_label;
        std::vector<double> starts, durations;
        for (std::size_t i = 0; i < trials; ++i) {
            starts.push_back(20.0 * static_cast<double>(offsets[i]));
            durations.push_back(20.0 * static_cast<double>(offsets[i + 1] - offsets[i]));
        }
        file.write<double>("/trials/start", starts);
        file.write<double>("/trials/duration", durations);
        file.write<std::int32_t>("/trials/label", labels);
        file.write<std::uint8_t>("/trials/split", splits);
        file.write_texts("/trials/classes", {"low", "high"});
        for (const std::string& name : inputs) {
            const std::string group = "/inputs/" + name;
            file.write<double>(group + "/values", values, {values.size() / 2, 2});
            file.write<std::uint64_t>(group + "/offsets", offsets);
            if (targets) file.write<double>(group + "/targets", delayed, {delayed.size(), 1});
            file.set_attribute(group, "frame", 20.0);
        }
    }
};

using Values = std::map<std::string, Value>;

Parameters parameters_of(const Schema& schema, const Values& given) {
    Values values{{"hidden", std::int64_t{12}},
                  {"epochs", std::int64_t{30}},
                  {"batch", std::int64_t{8}},
                  {"learning_rate", 0.02}};
    for (const auto& [name, value] : given) values[name] = value;
    for (const ParameterInfo& info : schema) values.emplace(info.name, info.default_value);
    return Parameters(values);
}

template <class Trainer>
Metrics train_on(const Written& recording, const Values& given, const std::filesystem::path& output = {}) {
    const TemporaryFile file("recorded.h5"), unnamed("readouts.h5");
    recording.write(file.path);
    const auto& to = output.empty() ? unnamed.path : output;
    if (!std::filesystem::exists(to)) h5::File::create(to);
    return train::test::train_file(Trainer(), file.path, parameters_of(Trainer::schema(), given), "net", to);
}

template <class Failure, class Trainer = LstmTrainer>
std::string refusal(const Written& recording, const Values& given = {}) {
    return message_of<Failure>([&] { train_on<Trainer>(recording, given); });
}

}  // namespace

TEST_CASE("every trainer tells classes apart") {
    for (const char* read_out : {"mean", "last"}) {
        CHECK(train_on<RnnTrainer>({}, {{"read_out", read_out}}).at("test_accuracy") == 1);
        CHECK(train_on<LstmTrainer>({}, {{"read_out", read_out}}).at("test_accuracy") == 1);
        CHECK(train_on<GruTrainer>({}, {{"read_out", read_out}}).at("test_accuracy") == 1);
    }
    CHECK(train_on<LstmTrainer>({}, {{"peepholes", true},
                                     {"layers", std::int64_t{2}},
                                     {"bidirectional", true},
                                     {"dropout", 0.2},
                                     {"precision", std::string("double")}})
              .at("test_accuracy") == 1);
}

TEST_CASE("every trainer learns targets of frames, in the units of the recording") {
    const Written recording{.targets = true};
    const TemporaryFile output("frames.h5");
    auto metrics = train_on<GruTrainer>(recording, {{"epochs", std::int64_t{60}}}, output.path);
    CHECK(metrics.at("test_nrmse") < 0.3);
    CHECK(metrics.at("test_nmse") == doctest::Approx(metrics.at("test_nrmse") * metrics.at("test_nrmse")));
    CHECK(train_on<LstmTrainer>(recording, {{"piece", std::int64_t{6}}, {"washout", 20.0}}).at("test_nrmse") < 0.6);
    const h5::File file = h5::File::open(output.path);
    const auto outputs = file.read<double>("/net/outputs");
    double mean = 0;
    for (const double x : outputs) mean += x / static_cast<double>(outputs.size());
    CHECK(mean == doctest::Approx(3).epsilon(0.1));
}

TEST_CASE("a channel of 0.1 in training says nothing in the test, and is 0 there") {
    for (const double constant : {0.1, 0.25}) {
        const TemporaryFile output("constant.h5");
        CHECK(train_on<RnnTrainer>({.constant = constant}, {}, output.path).at("test_accuracy") == 1);
        const auto scale = h5::File::open(output.path).read<double>("/net/input_scale");
        CHECK(std::isfinite(scale[0]));
        CHECK(scale[1] == std::numeric_limits<double>::infinity());
    }
}

TEST_CASE("targets that never change have no error relative to their variance") {
    const auto metrics = train_on<RnnTrainer>({.targets = true, .constant_targets = true}, {});
    CHECK_FALSE(metrics.contains("test_nrmse"));
    CHECK(metrics.contains("epochs"));
}

TEST_CASE("weights, outputs, learning curve and gradient flow are in the output") {
    const TemporaryFile output("arrays.h5");
    auto metrics = train_on<LstmTrainer>({}, {{"validation", 0.25}, {"layers", std::int64_t{2}}}, output.path);
    const h5::File file = h5::File::open(output.path);
    CHECK(file.shape("/net/layer0/forward/U") == h5::Shape{48, 2});
    CHECK(file.shape("/net/layer1/forward/U") == h5::Shape{48, 12});
    CHECK(file.shape("/net/layer1/forward/W") == h5::Shape{48, 12});
    CHECK(file.text_attribute("/net/layer0/forward/U", "gates") == "i f g o");
    CHECK(file.shape("/net/output/V") == h5::Shape{2, 12});
    CHECK(file.shape("/net/outputs") == h5::Shape{30, 2});
    CHECK(file.shape("/net/predicted") == h5::Shape{30});
    CHECK(file.shape("/net/confusion_test") == h5::Shape{2, 2});
    CHECK(file.shape("/net/learning_curve") == h5::Shape{30, 4});
    CHECK(file.read<std::uint64_t>("/net/gradient_flow_epochs") == std::vector<std::uint64_t>{0, 1, 2, 4, 8, 16});
    CHECK(file.shape("/net/gradient_flow") == h5::Shape{6, 2, 14});
    CHECK(file.number_attribute("/net", "test_accuracy") == metrics.at("test_accuracy"));
    CHECK(metrics.at("parameters") == 48 * (2 + 12 + 1) + 48 * (12 + 12 + 1) + 2 * 12 + 2);
    CHECK(metrics.at("best_epoch") <= metrics.at("epochs"));
    for (const double x : file.read<double>("/net/learning_curve")) CHECK(std::isfinite(x));
}

TEST_CASE("scores of training leave out what was held out of it, which counts as validation") {
    // 20 training trials, 10 of each class; a quarter of ten, rounded, is three.
    const TemporaryFile output("held_out.h5");
    auto metrics = train_on<GruTrainer>({}, {{"validation", 0.25}, {"epochs", std::int64_t{2}}}, output.path);
    CHECK(metrics.at("train_trials") == 14);
    CHECK(metrics.at("validation_trials") == 6);
    CHECK(metrics.at("test_trials") == 10);
    CHECK(h5::File::open(output.path).exists("/net/confusion_validation"));
    Written recording;
    recording.targets = true;
    metrics = train_on<GruTrainer>(recording, {{"validation", 0.25}, {"epochs", std::int64_t{2}}});
    CHECK(metrics.at("train_trials") == 15);
    CHECK(metrics.contains("validation_nmse"));
    CHECK(metrics.at("validation_nmse") != metrics.at("train_nmse"));
    metrics = train_on<GruTrainer>(recording, {{"epochs", std::int64_t{2}}, {"validation", 0.0}});
    CHECK(metrics.at("train_trials") == 20);
    CHECK_FALSE(metrics.contains("validation_nmse"));
}

TEST_CASE("training goes on from a checkpoint to the same bits, and from no other run's") {
    const TemporaryFile straight("straight.h5"), resumed("resumed.h5"), checkpoint("checkpoint.h5");
    const std::string name = checkpoint.path.filename().string();
    const Values whole{{"epochs", std::int64_t{8}}, {"validation", 0.2}};
    train_on<GruTrainer>({}, whole, straight.path);
    Values parts = whole;
    parts["checkpoint"] = name;
    parts["epochs"] = std::int64_t{3};
    train_on<GruTrainer>({}, parts, resumed.path);
    parts["epochs"] = std::int64_t{8};
    train_on<GruTrainer>({}, parts, resumed.path);
    {
        const h5::File a = h5::File::open(straight.path), b = h5::File::open(resumed.path);
        for (const char* array : {"/net/layer0/forward/W", "/net/outputs", "/net/learning_curve", "/net/gradient_flow"})
            CHECK(a.read<double>(array) == b.read<double>(array));
    }
    parts["hidden"] = std::int64_t{11};
    CHECK(says(message_of<DataError>([&] { train_on<GruTrainer>({}, parts, resumed.path); }),
               {"checkpoint of another run", name}));
}

TEST_CASE("what cannot be learnt from is refused, with its place") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(says(refusal<DataError>({.inputs = {}}), {"/inputs", "nothing to train on"}));
    CHECK(says(refusal<DataError>({.first_value = nan}), {"/inputs/voice/values", "row 0, channel 0"}));
    CHECK(says(refusal<DataError>({.first_label = -1}), {"/trials/label", "trial 0 no label"}));
    CHECK(says(refusal<DataError>({.first_label = 7}), {"/trials/label", "label 7, but there are 2"}));
    CHECK(says(refusal<ParameterError>({.inputs = {"a", "b"}}), {"must say which", "a, b"}));
    CHECK(says(refusal<ParameterError>({}, {{"data", std::string("vocie")}}), {"vocie", "voice"}));
    CHECK(says(refusal<ParameterError>({}, {{"target", std::string("frames")}}), {"/inputs/voice/targets"}));
    CHECK(says(refusal<ParameterError>({.targets = true}, {{"washout", 300.0}}), {"300 ms", "lasts only"}));
    CHECK(says(refusal<ParameterError>({}, {{"patience", std::int64_t{3}}}), {"validation"}));
    // It is known before there is a recording too.
    const Parameters patient = parameters_of(LstmTrainer::schema(), {{"patience", std::int64_t{3}}});
    CHECK_THROWS_AS(LstmTrainer().check(patient, {.durations = {300}}), ParameterError);
    CHECK_NOTHROW(LstmTrainer().check(
        patient, {.durations = {300, 300}, .splits = {limen::Split::train, limen::Split::validation}}));
    CHECK(says(refusal<ParameterError>({}, {{"dropout", 1.0}}), {"below 1"}));
    CHECK(says(refusal<ParameterError, GruTrainer>(
                   {}, {{"reset", std::string("after")}, {"candidate", std::string("logistic")}}),
               {"reset = \"before\""}));
}

TEST_CASE("a learning rate that is too large is named, with the update at which it went wrong") {
    const Values values{{"learning_rate", 1e30}, {"optimiser", std::string("sgd")}, {"clip", 0.0}};
    CHECK(says(refusal<ParameterError, RnnTrainer>({.targets = true}, values), {"update 2", "lower it", "set clip"}));
}

TEST_CASE("what is wrong with a network's own values is known before there is a recording") {
    const auto refused = [](std::map<std::string, Value> given, bool targets) {
        for (const ParameterInfo& info : GruTrainer::schema()) given.try_emplace(info.name, info.default_value);
        try {
            GruTrainer().check(Parameters(std::move(given)), {.durations = {200, 240}, .targets = targets});
        } catch (const ParameterError& error) {
            return error.key();
        }
        return std::string();
    };
    for (const bool targets : {false, true}) {
        CHECK(refused({}, targets).empty());
        CHECK(refused({{"hidden", std::int64_t{70'000}}}, targets) == "hidden");
        CHECK(refused({{"hidden", std::int64_t{60'000}}, {"layers", std::int64_t{50}}}, targets) == "hidden");
        CHECK(refused({{"layers", std::int64_t{101}}}, targets) == "layers");
        CHECK(refused({{"dropout", 1.0}}, targets) == "dropout");
        CHECK(refused({{"candidate", std::string("logistic")}, {"reset", std::string("after")}}, targets) ==
              "candidate");
    }
    CHECK(refused({{"washout", 200.0}}, true) == "washout");
    CHECK(refused({{"washout", 200.0}}, false).empty());  // a label has none
    CHECK(refused({{"target", std::string("frames")}}, false) == "target");
}
