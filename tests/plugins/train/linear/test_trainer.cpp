// From a recording to a readout: the trainer "ridge" learns what can be learnt, writes it down, and says what is wrong.
#include "train/linear/trainer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "../small_recording.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

Parameters parameters(std::map<std::string, Value> given) {
    for (const ParameterInfo& info : schema_of<RidgeReadout>()) given.try_emplace(info.name, info.default_value);
    return Parameters(std::move(given));
}

Metrics learn(const std::filesystem::path& recording, const std::filesystem::path& output,
              std::map<std::string, Value> given = {}) {
    given.try_emplace("record", std::vector<std::string>{"liquid"});
    given.try_emplace("reduce", std::string("sum"));
    return train_file(RidgeTrainer(), recording, parameters(std::move(given)), "readout", output);
}

// 60 trials of three classes, three for training and three for the test in turn; in a trial of class c, unit c spikes 6
// to 9 times and the others 0 to 3 times.
SmallRecording three_classes() {
    SmallRecording recording;
    recording.durations.assign(60, 50);
    recording.classes = {"a", "b", "c"};
    recording.size = 4;
    recording.labels.clear();
    recording.splits.clear();
    Random random(1, Purpose::encoder, 0);
    for (std::uint32_t i = 0; i < 60; ++i) {
        recording.labels.push_back(static_cast<std::int32_t>(i % 3));
        recording.splits.push_back(static_cast<std::uint8_t>(i / 3 % 2));
        for (std::uint32_t unit = 0; unit < 4; ++unit)
            for (std::uint32_t k = random.below(4) + (unit == i % 3 ? 6 : 0); k > 0; --k) {
                recording.times.push_back(50.0 * i + 49 * random.uniform());
                recording.ids.push_back(unit);
            }
    }
    return recording.sort_spikes();
}

void make_empty(const std::filesystem::path& path) { h5::File::create(path); }

// What is said when training on `recording`.
template <class Failure = DataError>
std::string refusal(const SmallRecording& recording, const std::map<std::string, Value>& given = {}) {
    const TemporaryFile file("bad.h5"), output("bad_out.h5");
    recording.write(file.path);
    make_empty(output.path);
    return message_of<Failure>([&] { learn(file.path, output.path, given); });
}

}  // namespace

TEST_CASE("classes that differ in which unit spikes are told apart") {
    const TemporaryFile file("classes.h5"), output("classes_out.h5");
    three_classes().write(file.path);
    make_empty(output.path);
    const auto metrics = learn(file.path, output.path);
    CHECK(metrics.at("train_accuracy") == 1);
    CHECK(metrics.at("test_accuracy") == 1);
    CHECK(metrics.at("cv_accuracy") == 1);
    CHECK(metrics.at("features") == 4);
    CHECK(metrics.at("lambda") > 0);
}

TEST_CASE("the weights and the bias in the file give the outputs in the file, and those the predictions") {
    const TemporaryFile file("weights.h5"), output("weights_out.h5");
    const SmallRecording recording = three_classes();
    recording.write(file.path);
    make_empty(output.path);
    const auto metrics = learn(file.path, output.path);
    const h5::File readout = h5::File::open(output.path);
    const auto weights = readout.read<double>("/readout/weights"), bias = readout.read<double>("/readout/bias"),
               outputs = readout.read<double>("/readout/outputs");
    const auto predicted = readout.read<std::int32_t>("/readout/predicted");
    REQUIRE(readout.shape("/readout/weights") == h5::Shape{4, 3});
    REQUIRE(readout.shape("/readout/outputs") == h5::Shape{60, 3});
    std::vector<double> expected;
    for (std::size_t i = 0; i < 60; ++i) expected.insert(expected.end(), bias.begin(), bias.end());
    for (std::size_t s = 0; s < recording.times.size(); ++s)
        for (std::size_t c = 0; c < 3; ++c)
            expected[static_cast<std::size_t>(recording.times[s] / 50) * 3 + c] += weights[recording.ids[s] * 3 + c];
    for (std::size_t i = 0; i < expected.size(); ++i) CHECK(outputs[i] == doctest::Approx(expected[i]).epsilon(1e-9));
    for (std::size_t i = 0; i < 60; ++i)
        CHECK(std::max_element(&outputs[i * 3], &outputs[i * 3] + 3) - &outputs[i * 3] == predicted[i]);
    for (const Metric& metric : metrics)
        if (metric.name != "inference_s") CHECK(readout.number_attribute("/readout", metric.name) == metric.value);
}

TEST_CASE("the confusion matrices count each labelled trial once, and say what rows and columns are") {
    const TemporaryFile file("confusion.h5"), output("confusion_out.h5");
    three_classes().write(file.path);
    make_empty(output.path);
    learn(file.path, output.path);
    const h5::File readout = h5::File::open(output.path);
    for (const std::string path : {"/readout/confusion_train", "/readout/confusion_test"}) {
        CHECK(readout.read<std::uint32_t>(path) == std::vector<std::uint32_t>{10, 0, 0, 0, 10, 0, 0, 0, 10});
        CHECK(says(readout.text_attribute(path, "rows"), {"true"}));
        CHECK(says(readout.text_attribute(path, "columns"), {"predicted"}));
    }
    CHECK(readout.read_texts("/readout/classes") == std::vector<std::string>{"a", "b", "c"});
    CHECK(readout.shape("/readout/lambdas") == readout.shape("/readout/cv_errors"));
}

TEST_CASE("training again replaces the group and leaves what else is in the file") {
    const TemporaryFile file("again.h5"), output("again_out.h5");
    three_classes().write(file.path);
    h5::File::create(output.path).write<double>("/other", std::vector<double>{1, 2});
    learn(file.path, output.path, {{"windows", std::vector<double>{1, 3}}});
    const auto metrics = learn(file.path, output.path);
    const h5::File readout = h5::File::open(output.path);
    CHECK(readout.shape("/readout/weights") == h5::Shape{4, 3});
    CHECK(readout.read<double>("/other") == std::vector<double>{1, 2});
    CHECK(metrics.at("features") == 4);
}

TEST_CASE("test trials do not change what is learnt") {
    const TemporaryFile file("unseen.h5"), output("unseen_out.h5"), other("unseen_other.h5");
    const SmallRecording recording = three_classes();
    recording.write(file.path);
    make_empty(output.path);
    make_empty(other.path);
    learn(file.path, output.path);
    SmallRecording without = recording;
    without.times.clear();
    without.ids.clear();
    for (std::size_t i = 0; i < recording.times.size(); ++i)
        if (recording.splits[static_cast<std::size_t>(recording.times[i] / 50)] == 0) {
            without.times.push_back(recording.times[i]);
            without.ids.push_back(recording.ids[i]);
        }
    REQUIRE(without.times.size() < recording.times.size());
    without.write(file.path);
    learn(file.path, other.path);
    CHECK(h5::File::open(output.path).read<double>("/readout/weights") ==
          h5::File::open(other.path).read<double>("/readout/weights"));
}

TEST_CASE("without test trials there is no test accuracy") {
    const TemporaryFile file("no_test.h5"), output("no_test_out.h5");
    SmallRecording recording = three_classes();
    recording.splits.assign(60, 0);
    recording.write(file.path);
    make_empty(output.path);
    CHECK_FALSE(learn(file.path, output.path).contains("test_accuracy"));
}

TEST_CASE("a silent population is trained on, to chance") {
    const TemporaryFile file("silent.h5"), output("silent_out.h5");
    SmallRecording recording = three_classes();
    recording.times.clear();
    recording.ids.clear();
    recording.write(file.path);
    make_empty(output.path);
    CHECK(learn(file.path, output.path).at("test_accuracy") == doctest::Approx(1.0 / 3));
}

TEST_CASE("any number of folds from 2 on, and leaving one out, works; one fold is refused") {
    const TemporaryFile file("folds.h5"), output("folds_out.h5");
    three_classes().write(file.path);
    make_empty(output.path);
    for (const std::int64_t folds : {0, 2, 3, 10, 1000})
        CHECK(learn(file.path, output.path, {{"folds", folds}}).at("cv_accuracy") == 1);
    CHECK(says(refusal<ParameterError>(three_classes(), {{"folds", std::int64_t{1}}}), {"fold"}));
}

TEST_CASE("labels that cannot be learnt from are named with their dataset") {
    SmallRecording recording = three_classes();
    recording.labels.assign(60, -1);
    CHECK(says(refusal(recording), {"/trials/label", "no label"}));
    recording.labels.assign(60, 0);
    CHECK(says(refusal(recording), {"/trials/label", "\"b\""}));
    recording = three_classes();
    recording.labels[5] = 7;
    CHECK(says(refusal(recording), {"/trials/label", "trial 5", "7"}));
    recording = three_classes();
    recording.labels[5] = -7;
    CHECK(says(refusal(recording), {"/trials/label", "trial 5", "-7"}));
    recording = three_classes();
    recording.splits.assign(60, 1);
    CHECK(says(refusal(recording), {"/trials/split", "training"}));
    recording = three_classes();
    recording.labels.assign(60, 0);
    recording.classes = {"a"};
    CHECK(says(refusal(recording), {"/trials/label", "single class"}));
}

TEST_CASE("what is wrong with a readout's own values is known before there is a recording") {
    const RunOutline labels{.durations = {100, 100}, .targets = false},
        frames{.durations = {100, 100}, .targets = true};
    const auto refused = [](const RunOutline& run, std::map<std::string, Value> given) {
        given.try_emplace("record", std::vector<std::string>{"liquid"});
        try {
            RidgeTrainer().check(parameters(std::move(given)), run);
        } catch (const ParameterError& error) {
            return error.key();
        }
        return std::string();
    };
    using Numbers = std::vector<double>;
    for (const RunOutline& run : {labels, frames}) {
        CHECK(refused(run, {}).empty());
        CHECK(refused(run, {{"order", std::int64_t{3}}}) == "order");
        CHECK(refused(run, {{"windows", Numbers{1.5}}}) == "windows");
        CHECK(refused(run, {{"windows", Numbers{}}}) == "windows");
        CHECK(refused(run, {{"windows", Numbers{2}}, {"times", Numbers{10}}}) == "windows");
        CHECK(refused(run, {{"washout", 100.0}}) == "washout");
    }
    CHECK(refused(frames, {{"windows", Numbers{1, 3}}}) == "windows");
    CHECK(refused(frames, {{"windows", Numbers{1, 3}}, {"target", std::string("label")}}).empty());
    CHECK(refused(frames, {{"times", Numbers{10}}}) == "times");
    CHECK(refused(labels, {{"folds", std::int64_t{1}}}) == "folds");
    CHECK(refused(labels, {{"folds", std::int64_t{1}}, {"lambdas", Numbers{1}}}).empty());
    CHECK(refused(labels, {{"samples", std::string("frames")}, {"times", Numbers{10}}}) == "times");
    CHECK(refused(labels, {{"target", std::string("frames")}}) == "target");
    // What depends on which trials are for what.
    const RunOutline alone{.durations = {100, 100}, .labels = {0, 1}}, both{.durations = {100, 100}, .labels = {1, 1}},
        validated{.durations = {100, 100}, .targets = true, .splits = {Split::train, Split::validation}};
    CHECK(refused(alone, {}) == "folds");
    CHECK(refused(alone, {{"folds", std::int64_t{0}}}).empty());
    CHECK(refused(alone, {{"lambdas", Numbers{1}}}).empty());
    CHECK(refused(both, {}).empty());
    CHECK(refused(frames, {{"folds", std::int64_t{1}}}) == "folds");
    CHECK(refused(frames, {{"folds", std::int64_t{1}}, {"selection", std::string("gcv")}}).empty());
    CHECK(refused(validated, {{"folds", std::int64_t{1}}}).empty());
    CHECK(refused(labels, {{"samples", std::string("frames")}, {"folds", std::int64_t{0}}}) == "folds");
}

TEST_CASE("no record, and files that are missing, no HDF5, cut off or no recording are refused by name") {
    const TemporaryFile file("some.h5"), output("some_out.h5"), text("text.h5"), cut("cut.h5"), other("other.h5");
    make_empty(output.path);
    const auto refused = [&](const std::filesystem::path& path) {
        return message_of<DataError>([&] { learn(path, output.path); });
    };
    CHECK(says(refused(file.path), {file.path.string()}));
    std::ofstream(text.path) << "no HDF5 at all\n";
    CHECK(says(refused(text.path), {text.path.string(), "HDF5"}));
    make_empty(other.path);
    CHECK(says(refused(other.path), {other.path.string(), "not a Limen recording"}));
    three_classes().write(cut.path);
    std::filesystem::resize_file(cut.path, std::filesystem::file_size(cut.path) / 2);
    CHECK(says(refused(cut.path), {cut.path.string()}));
    CHECK(says(refusal<ParameterError>(three_classes(), {{"record", std::vector<std::string>{}}}), {"[record.*]"}));
}

TEST_CASE("a recording that is refused leaves the output as it was") {
    const TemporaryFile file("kept.h5"), output("kept_out.h5");
    SmallRecording recording = three_classes();
    recording.write(file.path);
    make_empty(output.path);
    learn(file.path, output.path);
    const auto before = h5::File::open(output.path).read<double>("/readout/weights");
    recording.labels.assign(60, -1);
    recording.write(file.path);
    CHECK_THROWS_AS(learn(file.path, output.path), DataError);
    CHECK(h5::File::open(output.path).read<double>("/readout/weights") == before);
}

TEST_CASE("no penalty at all needs more trials than features") {
    const std::map<std::string, Value> none{{"lambdas", std::vector<double>{0, 1}}};
    CHECK(says(refusal<ParameterError>(three_classes(),
                                       {{"lambdas", std::vector<double>{0, 1}}, {"windows", std::vector<double>{10}}}),
               {"hold 0", "40 features", "30 trials"}));
    CHECK(refusal<ParameterError>(three_classes(), none).empty());
}

namespace {

// Trials of 4 frames of 20 ms whose state and input are, but for noise, 1 in the second half of class 1, and 0 else.
SmallRecording late_classes() {
    SmallRecording recording;
    recording.durations.assign(40, 80);
    recording.size = 1;
    recording.labels.clear();
    recording.splits.clear();
    Random random(4, Purpose::encoder, 0);
    for (std::uint32_t i = 0; i < 40; ++i) {
        recording.labels.push_back(static_cast<std::int32_t>(i / 2 % 2));
        recording.splits.push_back(static_cast<std::uint8_t>(i % 2));
        for (int k = 0; k < 4; ++k) {
            const double level = k >= 2 && i / 2 % 2 == 1 ? 1 : 0;
            recording.rows.push_back(static_cast<float>(level + 0.2 * random.uniform()));
            recording.inputs.push_back(level + 0.2 * random.uniform());
        }
    }
    return recording;
}

Metrics learn_late(std::map<std::string, Value> given, const std::filesystem::path& output) {
    const TemporaryFile file("late.h5");
    late_classes().write(file.path);
    make_empty(output);
    given.try_emplace("record", std::vector<std::string>{"states"});
    return train_file(RidgeTrainer(), file.path, parameters(std::move(given)), "readout", output);
}

}  // namespace

TEST_CASE("the mean input of each window is a feature where that is asked") {
    const TemporaryFile output("late_out.h5");
    const auto metrics = learn_late({{"input", true}, {"windows", std::vector<double>{1, 2}}}, output.path);
    CHECK(metrics.at("features") == 3 * 2);
    CHECK(metrics.at("test_accuracy") == 1);
    CHECK(learn_late({{"input", true}, {"order", std::int64_t{2}}}, output.path).at("features") == 5);
}

TEST_CASE("each frame can be a sample of its trial's class; a trial's outputs are the mean over its frames") {
    const TemporaryFile output("frame_classes.h5"), applied("frame_classes_applied.h5"), file("frame_classes_in.h5");
    const std::map<std::string, Value> given{{"samples", std::string("frames")}, {"washout", 40.0}};
    const auto metrics = learn_late(given, output.path);
    CHECK(metrics.at("test_accuracy") == 1);
    CHECK(metrics.at("features") == 1);
    const h5::File readout = h5::File::open(output.path);
    const double weight = readout.read<double>("/readout/weights")[1], bias = readout.read<double>("/readout/bias")[1];
    const auto outputs = readout.read<double>("/readout/outputs");
    const SmallRecording recording = late_classes();
    for (std::size_t i = 0; i < 40; ++i) {
        const double mean = (double{recording.rows[4 * i + 2]} + double{recording.rows[4 * i + 3]}) / 2;
        CHECK(outputs[2 * i + 1] == doctest::Approx(weight * mean + bias).epsilon(1e-9));
    }
    recording.write(file.path);
    make_empty(applied.path);
    std::map<std::string, Value> same = given;
    same.try_emplace("record", std::vector<std::string>{"states"});
    apply_file(RidgeTrainer(), file.path, parameters(same), "readout", output.path, applied.path);
    CHECK(h5::File::open(applied.path).read<double>("/readout/outputs") == outputs);
}
