// Which data of a recording a trainer finds.
#include "train/features/recording.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "../small_recording.hpp"
#include "train/linear/softmax_readout.hpp"
#include "train/linear/trainer.hpp"
#include "train/online/online_readouts.hpp"
#include "train/recurrent/readout.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

SmallRecording with_targets() {
    SmallRecording recording;
    recording.inputs.assign(12, 1.0);
    recording.targets.assign(12, 2.0);
    return recording;
}

// `change` may add to the file.
RecordedInput found(const SmallRecording& recording, const std::string& data, bool targets,
                    const std::function<void(h5::File&)>& change = {}) {
    const TemporaryFile file("input.h5");
    recording.write(file.path);
    if (change) {
        h5::File open = h5::File::open_to_write(file.path);
        change(open);
    }
    return find_input(h5::File::open(file.path), data, targets, recording.durations.size());
}

void add_input(h5::File& file) {
    file.write<double>("/inputs/v/values", std::vector<double>(24), {12, 2});
    file.write<std::uint64_t>("/inputs/v/offsets", std::vector<std::uint64_t>{0, 3, 6, 9, 12});
    file.set_attribute("/inputs/v", "frame", 20.0);
}

}  // namespace

TEST_CASE("the only input, or the only one with targets, needs no name") {
    CHECK(found(with_targets(), "", true).group == "/inputs/u");
    CHECK(found(with_targets(), "", true, add_input).group == "/inputs/u");
    CHECK(found(with_targets(), "v", false, add_input).channels == 2);
    CHECK(found(SmallRecording{}, "", false).none());
    SmallRecording no_targets = with_targets();
    no_targets.targets.clear();
    CHECK(found(no_targets, "", true).none());
    CHECK(found(no_targets, "", false).target_channels == 0);
}

TEST_CASE("names that are missing, wrong or without targets are told what there is") {
    const auto refused = [&](const std::string& data, bool targets) {
        return message_of<ParameterError>([&] { found(with_targets(), data, targets, add_input); });
    };
    CHECK(says(refused("", false), {"u, v"}));
    CHECK(says(refused("w", false), {"\"w\"", "u"}));
    CHECK(says(refused("v", true), {"\"v\"", "with targets"}));
}

TEST_CASE("a frame of no length is refused") {
    CHECK(says(message_of<DataError>([&] {
                   found(with_targets(), "", true, [](h5::File& f) { f.set_attribute("/inputs/u", "frame", 0.0); });
               }),
               {"/inputs/u", "frame"}));
}

TEST_CASE("a moment behind the end of a trial is refused with both times") {
    const std::vector<double> durations{100, 60};
    CHECK_NOTHROW(check_times(std::vector<double>{60, 5}, durations));
    CHECK_THROWS_WITH_AS(check_times(std::vector<double>{60, 80}, durations), "holds 80 ms, but trial 1 lasts 60 ms",
                         ParameterError);
}

TEST_CASE("starts and durations that are no times are refused with their dataset and trial") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
    const auto refused = [](const std::vector<double>& starts, const std::vector<double>& durations) {
        SmallRecording recording;
        recording.durations = durations;
        recording.labels.assign(durations.size(), 0);
        recording.splits.assign(durations.size(), 0);
        const TemporaryFile path("times.h5");
        recording.write(path.path);
        {
            h5::File file = h5::File::open_to_write(path.path);
            file.remove("/trials/start");
            file.write<double>("/trials/start", starts);
        }
        return message_of<DataError>([&] { read_trials(h5::File::open(path.path)); });
    };
    CHECK(refused({0, 60}, {60, 60}).empty());
    CHECK(refused({0, 0.1 + 0.2}, {0.3, 1}).empty());
    CHECK(refused({0, 100}, {60, 60}).empty());  // a gap is none of our business
    CHECK(says(refused({0, 60}, {60, nan}), {"/trials/duration", "trial 1 lasts nan ms"}));
    CHECK(says(refused({0, 60}, {60, 1e300}), {"/trials/duration", "trial 1 lasts 1e+300 ms"}));
    CHECK(says(refused({0, 60}, {60, -5}), {"/trials/duration", "trial 1 lasts -5 ms"}));
    CHECK(says(refused({0, endless}, {60, 60}), {"/trials/start", "trial 1 begins at inf ms"}));
    CHECK(says(refused({60, 0}, {60, 60}), {"/trials/start", "trial 1 begins at 0 ms"}));
    CHECK(says(refused({0, 30}, {60, 60}), {"/trials/start", "trial 1 begins at 30 ms", "the one before it ends"}));
}

TEST_CASE("a run that trains on nothing is refused before it begins") {
    CHECK_NOTHROW(check_training({}));
    const auto refusal = [](const Trainer& trainer) {
        return message_of<ParameterError>([&] {
            trainer.check(Parameters(std::map<std::string, Value>{}), {{60}, true, {Split::test}});
        });
    };
    CHECK(says(refusal(RidgeTrainer()), {"marked for training"}));
    CHECK(says(refusal(SoftmaxTrainer()), {"marked for training"}));
    CHECK(says(refusal(RlsTrainer()), {"marked for training"}));
    CHECK(says(refusal(ForceTrainer()), {"marked for training"}));
    CHECK(says(refusal(recurrent::LstmTrainer()), {"marked for training"}));
}
