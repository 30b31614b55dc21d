// The trainer "softmax" from a recording to a file, and on to another recording.
#include "train/linear/softmax_readout.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "../small_recording.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

Parameters parameters(std::map<std::string, Value> given) {
    given.try_emplace("record", std::vector<std::string>{"liquid"});
    given.try_emplace("reduce", std::string("sum"));
    for (const ParameterInfo& info : schema_of<SoftmaxReadout>()) given.try_emplace(info.name, info.default_value);
    return Parameters(std::move(given));
}

std::string refused_key(std::map<std::string, Value> given) {
    try {
        SoftmaxTrainer().check(parameters(std::move(given)), {.durations = {50, 50}, .targets = false});
    } catch (const ParameterError& error) {
        return error.key();
    }
    return "";
}

// Trials of two classes, every other one for the test; in a trial of class c, unit c spikes more.
SmallRecording two_classes(std::uint64_t seed) {
    SmallRecording recording;
    recording.durations.assign(40, 50);
    recording.labels.clear();
    recording.splits.clear();
    Random random(seed, Purpose::encoder, 0);
    for (std::uint32_t i = 0; i < 40; ++i) {
        recording.labels.push_back(static_cast<std::int32_t>(i / 2 % 2));
        recording.splits.push_back(static_cast<std::uint8_t>(i % 2));
        for (std::uint32_t unit = 0; unit < 2; ++unit)
            for (std::uint32_t k = random.below(4) + (unit == i / 2 % 2 ? 5 : 0); k > 0; --k) {
                recording.times.push_back(50.0 * i + 49 * random.uniform());
                recording.ids.push_back(unit);
            }
    }
    return recording.sort_spikes();
}

}  // namespace

TEST_CASE("labels are learnt, written as probabilities, and applied to another recording") {
    const TemporaryFile file("softmax.h5"), readouts("softmax_out.h5"), other("softmax_other.h5"),
        applied("applied.h5");
    two_classes(1).write(file.path);
    two_classes(2).write(other.path);
    h5::File::create(readouts.path);
    h5::File::create(applied.path);
    const SoftmaxTrainer trainer;
    const auto metrics = train_file(trainer, file.path, parameters({}), "r", readouts.path);
    CHECK(metrics.at("test_accuracy") == 1);
    CHECK(metrics.at("parameters") == 2 * 2 + 2);
    {
        const h5::File written = h5::File::open(readouts.path);
        CHECK(written.shape("/r/weights") == h5::Shape{2, 2});
        const auto outputs = written.read<double>("/r/outputs");
        for (std::size_t i = 0; i < 40; ++i) CHECK(outputs[2 * i] + outputs[2 * i + 1] == doctest::Approx(1));
    }
    // On the same recording the same bytes come out.
    apply_file(trainer, file.path, parameters({}), "r", readouts.path, applied.path);
    CHECK(h5::File::open(applied.path).read<double>("/r/outputs") ==
          h5::File::open(readouts.path).read<double>("/r/outputs"));
    const auto elsewhere = apply_file(trainer, other.path, parameters({}), "r", readouts.path, applied.path);
    CHECK(elsewhere.at("test_accuracy") == 1);
    CHECK(elsewhere.at("train_accuracy") == 1);
}

TEST_CASE("what cannot be learnt from, or applied, is refused with its place") {
    const TemporaryFile file("softmax_bad.h5"), readouts("softmax_bad_out.h5");
    SmallRecording recording = two_classes(1);
    recording.write(file.path);
    h5::File::create(readouts.path);
    const SoftmaxTrainer trainer;
    const auto refusal = [&](const std::map<std::string, Value>& given) {
        return message_of<ParameterError>(
            [&] { train_file(trainer, file.path, parameters(given), "r", readouts.path); });
    };
    CHECK(says(refusal({{"lambdas", std::vector<double>{0, 1}}}), {"hold 0", "no limit"}));
    CHECK(says(refusal({{"order", std::int64_t{3}}}), {"1 or 2"}));
    CHECK(
        says(refusal({{"iterations", std::int64_t{1}}, {"lambdas", std::vector<double>{1e-6}}}), {"come to its end"}));
    train_file(trainer, file.path, parameters({}), "r", readouts.path);
    const auto misfit = [&](const SmallRecording& other, const std::map<std::string, Value>& given = {}) {
        const TemporaryFile to("softmax_misfit.h5"), path("softmax_misfit_in.h5");
        other.write(path.path);
        h5::File::create(to.path);
        return message_of<DataError>(
            [&] { apply_file(trainer, path.path, parameters(given), "r", readouts.path, to.path); });
    };
    CHECK(says(misfit(recording, {{"windows", std::vector<double>{2}}}), {"/r/weights", "2 features", "4 features"}));
    recording.classes = {"left", "up"};
    CHECK(says(misfit(recording), {"/trials/classes", "not those"}));
    recording.labels.assign(40, 0);
    recording.classes = {"left", "right"};
    recording.write(file.path);
    CHECK(says(message_of<DataError>([&] { train_file(trainer, file.path, parameters({}), "r", readouts.path); }),
               {"/trials/label", "\"right\""}));
}

TEST_CASE("what is wrong with its own values is known before there is a recording") {
    CHECK(refused_key({}).empty());
    CHECK(refused_key({{"order", std::int64_t{3}}}) == "order");
    CHECK(refused_key({{"windows", std::vector<double>{0.5}}}) == "windows");
    CHECK(refused_key({{"lambdas", std::vector<double>{0, 1}}}) == "lambdas");
    CHECK(refused_key({{"folds", std::int64_t{1}}}) == "folds");
    CHECK(refused_key({{"washout", 50.0}}) == "washout");
}
