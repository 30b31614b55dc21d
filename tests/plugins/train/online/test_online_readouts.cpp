// Frame after frame from a recording: what is learnt, written, and refused.
#include "train/online/online_readouts.hpp"

#include <doctest/doctest.h>

#include "../small_recording.hpp"
#include "limen/core/random.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

// Two training trials and a test trial of 300 frames of two units; the target is 2 x_0 - x_1 + 3.
SmallRecording linear() {
    SmallRecording recording;
    recording.splits = {0, 0, 1};
    recording.labels.assign(3, -1);
    recording.classes.clear();
    recording.durations.assign(3, 20.0 * 300);
    Random random(3, Purpose::encoder, 0);
    for (std::size_t k = 0; k < 900; ++k) {
        const auto x = static_cast<float>(random.uniform()), y = static_cast<float>(random.uniform());
        recording.rows.insert(recording.rows.end(), {x, y});
        recording.inputs.push_back(random.uniform());
        recording.targets.push_back(2 * double{x} - double{y} + 3);
    }
    return recording;
}

template <class Options>
Parameters parameters(std::map<std::string, Value> given) {
    given.try_emplace("record", std::vector<std::string>{"states"});
    for (const ParameterInfo& info : schema_of<Options>()) given.try_emplace(info.name, info.default_value);
    return Parameters(std::move(given));
}

template <class Trainer, class Options>
Metrics learn(const SmallRecording& recording, const std::filesystem::path& output,
              const std::map<std::string, Value>& given = {}) {
    const TemporaryFile file("online.h5");
    recording.write(file.path);
    h5::File::create(output);
    return train_file(Trainer(), file.path, parameters<Options>(given), "r", output);
}

}  // namespace

TEST_CASE("both rules learn a linear relation, and the errors fall on the way") {
    const TemporaryFile output("online_out.h5");
    CHECK(learn<RlsTrainer, RlsReadout>(linear(), output.path, {{"delta", 1e-6}}).at("test_nrmse") < 1e-6);
    auto curve = h5::File::open(output.path).read<double>("/r/learning_curve");
    REQUIRE(curve.size() == 6);
    CHECK(curve.back() < 1e-8 * curve.front());
    CHECK(learn<LmsTrainer, LmsReadout>(linear(), output.path, {{"epochs", std::int64_t{20}}}).at("test_nrmse") < 1e-3);
    curve = h5::File::open(output.path).read<double>("/r/learning_curve");
    REQUIRE(curve.size() == 120);
    CHECK(curve.back() < 1e-4 * curve.front());
}

TEST_CASE("the map can be fed back, and applied to another recording with the same outputs") {
    const TemporaryFile file("online_in.h5"), output("online_map.h5"), applied("online_applied.h5");
    linear().write(file.path);
    const auto learnt = learn<RlsTrainer, RlsReadout>(linear(), output.path);
    const LinearReadout map = linear_readout_in(RlsTrainer(), parameters<RlsReadout>({}), "r", output.path);
    CHECK(map.data == "u");
    CHECK(map.weights.size() == 2);
    CHECK_THROWS_AS(linear_readout_in(RlsTrainer(), parameters<RlsReadout>({{"input", true}}), "r", output.path),
                    ParameterError);
    h5::File::create(applied.path);
    const auto again = apply_file(RlsTrainer(), file.path, parameters<RlsReadout>({}), "r", output.path, applied.path);
    CHECK(again.at("test_nrmse") == learnt.at("test_nrmse"));
}

TEST_CASE("what cannot be learnt is refused with its reason") {
    const TemporaryFile output("online_bad.h5");
    SmallRecording untaught = linear();
    untaught.targets.clear();
    CHECK(says(message_of<DataError>([&] { learn<RlsTrainer, RlsReadout>(untaught, output.path); }),
               {"/inputs", "no targets"}));
    SmallRecording constant = linear();
    constant.targets.assign(constant.targets.size(), 1);
    CHECK(says(message_of<DataError>([&] { learn<RlsTrainer, RlsReadout>(constant, output.path); }),
               {"/inputs/u/targets", "never changes"}));
    CHECK(says(message_of<ParameterError>([&] {
                   learn<LmsTrainer, LmsReadout>(linear(), output.path, {{"normalised", false}, {"rate", 1e3}});
               }),
               {"beyond all bounds"}));
    CHECK(says(message_of<ParameterError>([&] { learn<ForceTrainer, ForceReadout>(linear(), output.path); }),
               {"limen run"}));
}

TEST_CASE("a FORCE readout learns what recursive least squares learn from the same lessons") {
    const auto online =
        ForceTrainer().online(parameters<ForceReadout>({{"delta", 0.1}, {"every", std::int64_t{2}}}), 2, 1);
    CHECK(online->schedule().every == 2);
    const SmallRecording recording = linear();
    for (std::size_t k = 0; k < 600; ++k) {
        const std::vector<double> x{double{recording.rows[2 * k]}, double{recording.rows[2 * k + 1]}};
        const std::vector<double> o{x[0] * online->map().weights[0] + x[1] * online->map().weights[1] +
                                    online->map().bias[0]};
        online->learn(x, o, std::vector<double>{recording.targets[k]});
    }
    const TemporaryFile output("online_same.h5");
    learn<RlsTrainer, RlsReadout>(recording, output.path, {{"delta", 0.1}});
    const auto weights = h5::File::open(output.path).read<double>("/r/weights");
    for (std::size_t i = 0; i < 2; ++i) CHECK(online->map().weights[i] == doctest::Approx(weights[i]).epsilon(1e-9));
}
