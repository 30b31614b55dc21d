// Targets in each frame: learnt where they can be, judged on unseen frames, and refused where they make no sense.
#include <doctest/doctest.h>

#include <cmath>

#include "../random_samples.hpp"
#include "../small_recording.hpp"
#include "train/features/frames.hpp"
#include "train/linear/trainer.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

constexpr std::size_t frames_per_trial = 60;

// Trials of 60 frames of two units, in the splits that are given; the target is 2 x_0 - x_1 + 3 + noise of that size.
SmallRecording linear(const std::vector<std::uint8_t>& splits, double noise) {
    SmallRecording recording;
    recording.splits = splits;
    recording.labels.assign(splits.size(), -1);
    recording.classes.clear();
    recording.durations.assign(splits.size(), 20.0 * frames_per_trial);
    Random random(3, Purpose::encoder, 0);
    for (std::size_t k = 0; k < splits.size() * frames_per_trial; ++k) {
        const auto x = static_cast<float>(random.uniform()), y = static_cast<float>(random.uniform());
        recording.rows.insert(recording.rows.end(), {x, y});
        recording.inputs.push_back(random.uniform());
        recording.targets.push_back(2 * double{x} - double{y} + 3 + noise * (random.uniform() - 0.5));
    }
    return recording;
}

Parameters parameters(std::map<std::string, Value> given) {
    given.try_emplace("record", std::vector<std::string>{"states"});
    for (const ParameterInfo& info : schema_of<RidgeReadout>()) given.try_emplace(info.name, info.default_value);
    return Parameters(std::move(given));
}

// What training leaves: its metrics, and the file.
struct Trained {
    Metrics metrics;
    std::vector<double> outputs, weights, bias, errors;
};

Trained learn(const SmallRecording& recording, const std::map<std::string, Value>& given = {}) {
    const TemporaryFile file("frames.h5"), output("frames_out.h5");
    recording.write(file.path);
    h5::File::create(output.path);
    Trained trained{train_file(RidgeTrainer(), file.path, parameters(given), "r", output.path), {}, {}, {}, {}};
    const h5::File readout = h5::File::open(output.path);
    trained.outputs = readout.read<double>("/r/outputs");
    trained.weights = readout.read<double>("/r/weights");
    trained.bias = readout.read<double>("/r/bias");
    trained.errors = readout.read<double>("/r/cv_errors");
    CHECK(trained.metrics.contains("inference_s"));
    trained.metrics.remove("inference_s");  // a time, which is no part of the file
    for (const Metric& metric : trained.metrics) CHECK(readout.number_attribute("/r", metric.name) == metric.value);
    return trained;
}

template <class Failure>
std::string refusal(const SmallRecording& recording, const std::map<std::string, Value>& given = {}) {
    return message_of<Failure>([&] { learn(recording, given); });
}

const std::vector<std::uint8_t> one_of_each{0, 2, 1};

}  // namespace

TEST_CASE("a linear relation is learnt, and unseen trials follow it") {
    const Trained trained = learn(linear({0, 1}, 0));
    CHECK(trained.metrics.at("test_nmse") < 1e-12);
    CHECK(trained.metrics.at("test_nrmse") == doctest::Approx(std::sqrt(trained.metrics.at("test_nmse"))));
    CHECK(trained.metrics.at("test_r2") == doctest::Approx(1));
    CHECK(trained.metrics.at("train_frames") == 60);
    CHECK_FALSE(trained.metrics.contains("validation_nmse"));
    CHECK(trained.weights[0] == doctest::Approx(2).epsilon(1e-5));
    CHECK(trained.weights[1] == doctest::Approx(-1).epsilon(1e-5));
    CHECK(trained.bias[0] == doctest::Approx(3).epsilon(1e-5));
}

TEST_CASE("the outputs in the file are those of the weights in the file, for all frames of all trials") {
    const SmallRecording recording = linear(one_of_each, 0.5);
    const Trained trained = learn(recording, {{"washout", 100.0}});
    REQUIRE(trained.outputs.size() == 3 * frames_per_trial);
    for (std::size_t k = 0; k < trained.outputs.size(); ++k)
        CHECK(trained.outputs[k] ==
              doctest::Approx(trained.weights[0] * double{recording.rows[2 * k]} +
                              trained.weights[1] * double{recording.rows[2 * k + 1]} + trained.bias[0]));
}

TEST_CASE("frames of the washout are neither learnt from nor judged") {
    SmallRecording recording = linear(one_of_each, 0.5);
    const Trained clean = learn(recording, {{"washout", 200.0}});
    for (std::size_t trial = 0; trial < 3; ++trial)
        for (std::size_t k = 0; k < 10; ++k) recording.targets[trial * frames_per_trial + k] = 1e6;
    const Trained wild = learn(recording, {{"washout", 200.0}});
    CHECK(wild.metrics == clean.metrics);
    CHECK(wild.metrics.at("test_frames") == 50);
}

TEST_CASE("the penalty is the one with the least error on the validation trial") {
    const SmallRecording recording = linear(one_of_each, 4);
    const std::vector<double> lambdas{0.01, 1, 100, 1e4};
    const Trained trained = learn(recording, {{"lambdas", lambdas}, {"standardise", false}});
    const auto matrix = [&](const auto& values, std::size_t trial, Eigen::Index columns) {
        Matrix m(frames_per_trial, columns);
        for (Eigen::Index i = 0; i < m.rows(); ++i)
            for (Eigen::Index c = 0; c < columns; ++c)
                m(i, c) = values[(trial * frames_per_trial + static_cast<std::size_t>(i)) *
                                     static_cast<std::size_t>(columns) +
                                 static_cast<std::size_t>(c)];
        return m;
    };
    const Matrix X = matrix(recording.rows, 0, 2), Y = matrix(recording.targets, 0, 1);
    const double variance = mean_square(centred(Y));
    double best = 0, least = INFINITY;
    for (std::size_t l = 0; l < lambdas.size(); ++l) {
        const Matrix error =
            direct_ridge(X, Y, lambdas[l], matrix(recording.rows, 1, 2)) - matrix(recording.targets, 1, 1);
        const double mean = error.squaredNorm() / frames_per_trial / variance;
        CHECK(trained.errors[l] == doctest::Approx(mean).epsilon(1e-9));
        if (mean < least) best = lambdas[l];
        least = std::min(least, mean);
    }
    CHECK(trained.metrics.at("lambda") == best);
}

TEST_CASE("without a validation trial the errors are those of refitting without each block of frames") {
    const SmallRecording recording = linear({0, 0}, 2);
    const Trained trained =
        learn(recording, {{"lambdas", std::vector<double>{1, 50}}, {"standardise", false}, {"folds", std::int64_t{3}}});
    const Eigen::Index n = 2 * frames_per_trial;
    Matrix X(n, 2), Y(n, 1);
    for (Eigen::Index i = 0; i < n; ++i) {
        const auto k = static_cast<std::size_t>(i);
        X.row(i) << double{recording.rows[2 * k]}, double{recording.rows[2 * k + 1]};
        Y(i, 0) = recording.targets[k];
    }
    std::vector<int> folds;
    for (int i = 0; i < n; ++i) folds.push_back(i * 3 / static_cast<int>(n));
    const double variance = mean_square(centred(Y));
    for (std::size_t l = 0; l < 2; ++l) {
        const Matrix error = refit_without_folds(X, Y, folds, l == 0 ? 1.0 : 50.0) - Y;
        CHECK(trained.errors[l] ==
              doctest::Approx(error.squaredNorm() / static_cast<double>(n) / variance).epsilon(1e-9));
    }
}

TEST_CASE("the input of a frame is a feature where that is asked") {
    SmallRecording recording = linear({0, 1}, 0);
    recording.targets = recording.inputs;
    CHECK(learn(recording).metrics.at("test_nmse") > 0.5);
    const Trained trained = learn(recording, {{"input", true}});
    CHECK(trained.metrics.at("test_nmse") < 1e-20);
    CHECK(trained.metrics.at("features") == 3);
}

TEST_CASE("with symbols the share of outputs that mean another symbol is a metric") {
    SmallRecording recording = linear({0, 1}, 0);
    for (double& target : recording.targets) target = target < 3.5 ? -1 : 1;
    CHECK_FALSE(learn(recording).metrics.contains("test_symbol_error"));
    const Trained trained = learn(recording, {{"symbols", std::vector<double>{-1, 1}}});
    double wrong = 0;
    for (std::size_t k = frames_per_trial; k < 2 * frames_per_trial; ++k)
        wrong += (trained.outputs[k] < 0) != (recording.targets[k] < 0);
    CHECK(trained.metrics.at("test_symbol_error") == wrong / frames_per_trial);
}

TEST_CASE("spikes are counted in each frame") {
    SmallRecording recording = linear({0, 1}, 0);
    recording.targets.clear();
    Random random(1, Purpose::encoder, 1);
    for (std::size_t k = 0; k < 2 * frames_per_trial; ++k) {
        const std::uint32_t count = random.below(5);
        for (std::uint32_t i = 0; i < count; ++i) {
            recording.times.push_back(20.0 * static_cast<double>(k) + i);
            recording.ids.push_back(1);
        }
        recording.targets.push_back(3.0 * count);
    }
    CHECK(learn(recording, {{"record", std::vector<std::string>{"liquid"}}}).metrics.at("test_nmse") < 1e-12);
}

TEST_CASE("labels are learnt where they are asked for or where there are no targets") {
    SmallRecording recording = linear({0, 0, 0, 0, 1, 1}, 0);
    recording.classes = {"left", "right"};
    recording.labels = {0, 1, 0, 1, 0, 1};
    const TemporaryFile file("labels.h5"), output("labels_out.h5");
    h5::File::create(output.path);
    const auto metrics = [&](const std::string& target) {
        recording.write(file.path);
        return train_file(RidgeTrainer(), file.path, parameters({{"target", target}}), "r", output.path);
    };
    CHECK(metrics("auto").contains("test_nrmse"));
    CHECK(metrics("label").contains("test_accuracy"));
    recording.targets.clear();
    CHECK(metrics("auto").contains("test_accuracy"));
    CHECK_THROWS_AS(metrics("frames"), ParameterError);
}

TEST_CASE("targets that cannot be learnt, and options that do not fit them, are refused by name") {
    SmallRecording recording = linear(one_of_each, 0.1);
    CHECK(says(refusal<ParameterError>(recording, {{"washout", 1200.0}}), {"1200 ms", "trial 0", "60 frames"}));
    CHECK(says(refusal<ParameterError>(recording, {{"windows", std::vector<double>{3}}}), {"labels"}));
    CHECK(says(refusal<ParameterError>(linear({0, 1}, 0), {{"folds", std::int64_t{1}}}), {"2 or more"}));
    for (const std::size_t bad : {5UL, 2 * frames_per_trial + 5}) {
        SmallRecording broken = recording;
        broken.targets[bad] = NAN;
        CHECK(says(refusal<DataError>(broken), {"/inputs/u/targets", "nan", "frame 5", "channel 0"}));
    }
    recording.targets.assign(3 * frames_per_trial, 1.0);
    CHECK(says(refusal<DataError>(recording), {"/inputs/u/targets", "channel 0 never changes", "train"}));
    CHECK(says(refusal<DataError>(linear({1, 1}, 0)), {"/trials/split", "training"}));
    recording = linear({0, 1}, 0);
    recording.targets.pop_back();
    CHECK(says(refusal<DataError>(recording), {"/inputs/u/targets", "119 rows", "120 frames"}));
}

TEST_CASE("no penalty at all needs more frames than features") {
    SmallRecording recording = linear({0, 1}, 0);
    const std::map<std::string, Value> none{{"lambdas", std::vector<double>{0}}, {"washout", 58.0 * 20}};
    CHECK(says(refusal<ParameterError>(recording, none), {"0", "2 features", "2 frames"}));
    CHECK(learn(recording, {{"lambdas", std::vector<double>{0}}}).metrics.at("test_nmse") < 1e-12);
}

TEST_CASE("a penalty that the Gram matrix would swallow is resolved, and reported as it was used") {
    SmallRecording recording = linear({0, 0, 1, 1}, 0);
    // The second feature is the first but for 1e-6 of its own, which is what the target is.
    for (std::size_t k = 0; k < recording.targets.size(); ++k) {
        const float x = recording.rows[2 * k];
        recording.rows[2 * k + 1] = x + 1e-6F * recording.rows[2 * k + 1];
        recording.targets[k] = double{recording.rows[2 * k + 1]} - double{x};
    }
    const std::map<std::string, Value> none{{"lambdas", std::vector<double>{0}}};
    const Trained by_default = learn(recording, none);
    auto with_triangle = none;
    with_triangle["solver"] = std::string("qr");
    CHECK(by_default.weights == learn(recording, with_triangle).weights);
    CHECK(by_default.metrics.at("test_nmse") < 1e-12);
    CHECK(by_default.metrics.at("lambda") == 0);
    // The same with the grid, whose least penalties the Gram matrix would have taken for its own.
    CHECK(learn(recording).metrics.at("test_nmse") < 1e-4);
}

// x_0 x_1 is no linear function of x_0 and x_1.
TEST_CASE("products of features are learnt from where order = 2 asks for them") {
    SmallRecording recording = linear({0, 0, 1}, 0);
    for (std::size_t k = 0; k < recording.targets.size(); ++k)
        recording.targets[k] = double{recording.rows[2 * k]} * double{recording.rows[2 * k + 1]};
    CHECK(learn(recording).metrics.at("test_nrmse") > 0.2);
    const Trained second = learn(recording, {{"order", std::int64_t{2}}});
    CHECK(second.metrics.at("test_nrmse") < 1e-4);
    CHECK(second.metrics.at("features") == 5);  // x_0, x_1, x_0^2, x_0 x_1, x_1^2
    CHECK(second.weights[3] == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("generalised cross-validation chooses without folds") {
    const Trained chosen =
        learn(linear({0, 0, 1}, 0.5), {{"selection", std::string("gcv")}, {"folds", std::int64_t{0}}});
    CHECK(chosen.metrics.at("test_nrmse") < 0.6);
    CHECK(chosen.errors.size() == 33);
}

TEST_CASE("what was learnt gives the same outputs again, and is judged on other trials") {
    const TemporaryFile file("learnt.h5"), readouts("learnt_out.h5"), other("new.h5"), applied("new_out.h5");
    linear({0, 0, 1}, 0.1).write(file.path);
    h5::File::create(readouts.path);
    h5::File::create(applied.path);
    const RidgeTrainer trainer;
    const auto learnt = train_file(trainer, file.path, parameters({}), "r", readouts.path);
    const auto same = apply_file(trainer, file.path, parameters({}), "r", readouts.path, applied.path);
    CHECK(same.at("test_nrmse") == learnt.at("test_nrmse"));
    CHECK(h5::File::open(applied.path).read<double>("/r/outputs") ==
          h5::File::open(readouts.path).read<double>("/r/outputs"));
    SmallRecording others = linear({1, 1}, 0.1);
    others.write(other.path);
    const auto elsewhere = apply_file(trainer, other.path, parameters({}), "r", readouts.path, applied.path);
    CHECK(elsewhere.at("test_nrmse") < 0.2);
    CHECK_FALSE(elsewhere.contains("train_nrmse"));
    others.size = 4;  // twice the units, half the frames
    others.inputs.resize(others.inputs.size() / 2);
    others.targets.resize(others.inputs.size());
    others.durations.assign(2, 20.0 * frames_per_trial / 2);
    others.write(other.path);
    CHECK(says(message_of<DataError>(
                   [&] { apply_file(trainer, other.path, parameters({}), "r", readouts.path, applied.path); }),
               {"/r/weights", "2 features", "4"}));
}
