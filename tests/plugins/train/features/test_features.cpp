// Spikes and samples are counted in the window they belong to, exactly, and what cannot be read is named.
#include "train/features/features.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "../small_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

Features features_of(const SmallRecording& recording, const FeatureOptions& options) {
    const TemporaryFile file("features.h5");
    recording.write(file.path);
    return read_features(h5::File::open(file.path), options);
}

std::vector<double> row(const Features& features, Eigen::Index trial) {
    std::vector<double> values;
    for (Eigen::Index j = 0; j < features.values.cols(); ++j) values.push_back(features.values(trial, j));
    return values;
}

using Numbers = std::vector<double>;

// One unit whose samples are 1, 2, 3, ... over all trials.
SmallRecording counting_report(std::vector<double> durations, double period) {
    SmallRecording recording;
    recording.durations = std::move(durations);
    recording.labels.assign(recording.durations.size(), 0);
    recording.splits.assign(recording.durations.size(), 0);
    recording.size = 1;
    recording.period = period;
    for (const double duration : recording.durations)
        for (int i = 0; i < static_cast<int>(std::lround(std::floor(duration / period + 1e-9))); ++i)
            recording.rows.push_back(static_cast<float>(recording.rows.size() + 1));
    return recording;
}

}  // namespace

TEST_CASE("a spike on the border of two windows belongs to the later, and one on a trial's end to the next trial") {
    SmallRecording recording;
    recording.times = {0, 20, 40, 60, 119.5, 120, 240};
    recording.ids = {0, 0, 0, 0, 1, 1, 1};
    const Features features = features_of(recording, {"liquid", {3}, "sum", "none", 0});
    CHECK(row(features, 0) == Numbers{1, 0, 1, 0, 1, 0});
    CHECK(row(features, 1) == Numbers{1, 0, 0, 0, 0, 1});
    CHECK(row(features, 2) == Numbers{0, 1, 0, 0, 0, 0});
    CHECK(row(features, 3) == Numbers{0, 0, 0, 0, 0, 0});  // 240 ms is the end of the last
}

TEST_CASE("the features of [1, 3] are those of the whole trial and then of its thirds") {
    SmallRecording recording;
    recording.times = {1, 2, 25, 59};
    recording.ids = {0, 1, 1, 1};
    const Features features = features_of(recording, {"liquid", {1, 3}, "sum", "none", 0});
    CHECK(features.units == 2);
    CHECK(row(features, 0) == Numbers{1, 3, 1, 1, 0, 1, 0, 1});
}

TEST_CASE("the mean of spikes is their rate in Hz, and sqrt is taken last") {
    SmallRecording recording;
    recording.times = {1, 2, 3, 25};
    recording.ids = {0, 0, 0, 1};
    const Features rates = features_of(recording, {"liquid", {3}, "mean", "none", 0});
    CHECK(rates.values(0, 0) == doctest::Approx(3 / 0.020));
    CHECK(rates.values(0, 3) == doctest::Approx(1 / 0.020));
    const Features roots = features_of(recording, {"liquid", {3}, "sum", "sqrt", 0});
    CHECK(roots.values(0, 0) == std::sqrt(3.0));
}

TEST_CASE("what happens in the washout is left out, and the windows share what remains") {
    SmallRecording recording;
    recording.times = {19.9, 20, 39.9, 40, 79, 80};
    recording.ids = {0, 0, 0, 0, 0, 0};
    const Features features = features_of(recording, {"liquid", {2}, "sum", "none", 20});
    CHECK(row(features, 0) == Numbers{2, 0, 1, 0});
    CHECK(row(features, 1) == Numbers{1, 0, 0, 0});
}

TEST_CASE("a sample on a border belongs to the window that it ends") {
    const SmallRecording recording = counting_report({120, 60}, 20);  // samples 1..6 and 7..9
    CHECK(row(features_of(recording, {"states", {1, 3}, "sum", "none", 0}), 0) == Numbers{21, 3, 7, 11});
    CHECK(row(features_of(recording, {"states", {1, 3}, "sum", "none", 0}), 1) == Numbers{24, 7, 8, 9});
    CHECK(row(features_of(recording, {"states", {1, 3}, "mean", "none", 0}), 0) == Numbers{3.5, 1.5, 3.5, 5.5});
    CHECK(row(features_of(recording, {"states", {1, 3}, "last", "none", 0}), 0) == Numbers{6, 2, 4, 6});
    CHECK(row(features_of(recording, {"states", {1}, "sum", "none", 40}), 0) == Numbers{18});
}

TEST_CASE("the states at given times are features, one time after the other") {
    const SmallRecording recording = counting_report({60, 80}, 20);
    const Features features = features_of(recording, {"states", {1}, "mean", "none", 0, {40, 20}});
    CHECK(row(features, 0) == Numbers{2, 1});
    CHECK(row(features, 1) == Numbers{5, 4});
    const auto refused = [&](const FeatureOptions& options) {
        try {
            features_of(recording, options);
        } catch (const ParameterError& error) {
            return error.key() + " " + error.what();
        }
        return std::string();
    };
    CHECK(refused({"states", {1}, "mean", "none", 0, {30}}) ==
          "times holds 30 ms, when there is no sample; there is one every 20 ms, from 20 ms on");
    CHECK(refused({"states", {1}, "mean", "none", 0, {80}}) ==
          "times holds 80 ms, but trial 0 has its last sample at 60 ms");
    CHECK(refused({"states", {3}, "mean", "none", 0, {20}}) == "windows say nothing beside times");
    CHECK(refused({"liquid", {1}, "sum", "none", 0, {20}}) == "times are for states; spikes are counted in windows");
}

TEST_CASE("windows that are not whole numbers from 1 on are refused") {
    for (const std::vector<double>& windows : {Numbers{}, Numbers{0}, Numbers{1, 2.5}, Numbers{-1}, Numbers{1e300}}) {
        const auto read = [&] { features_of({}, {"liquid", windows}); };
        CHECK(says(message_of<ParameterError>(read), {}));
    }
}

TEST_CASE("a washout as long as a trial is refused, with the trial") {
    SmallRecording recording;
    recording.durations = {60, 60, 40, 60};
    for (const double washout : {40.0, 1e9})
        CHECK(says(message_of<ParameterError>([&] {
                       features_of(recording, {"liquid", {1}, "sum", "none", washout});
                   }),
                   {"trial", "ms"}));
}

TEST_CASE("a record that is not there is named beside those that are") {
    const auto read = [](const char* record) {
        return message_of<ParameterError>([&] { features_of(counting_report({60}, 20), {record}); });
    };
    CHECK(says(read("liqid"), {"liqid", "liquid"}));
    CHECK(says(read("xyz"), {"xyz", "liquid", "states"}));
}

TEST_CASE("a window without a sample, a root of a negative state and the last of spikes are refused") {
    SmallRecording recording = counting_report({60, 60}, 20);
    const auto refused = [&](const FeatureOptions& options) {
        return message_of<ParameterError>([&] { features_of(recording, options); });
    };
    CHECK(says(refused({"states", {4}}), {"trial 0", "sample"}));
    CHECK(says(refused({"liquid", {1}, "last"}), {"last", "sum", "mean"}));
    recording.rows[1] = -1000;
    CHECK(says(refused({"states", {1}, "sum", "sqrt"}), {"sqrt"}));
}

TEST_CASE("a state that is not finite is named with its dataset and row") {
    for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
        SmallRecording recording = counting_report({60, 60}, 20);
        recording.rows[4] = bad;
        CHECK(
            says(message_of<DataError>([&] { features_of(recording, {"states"}); }), {"/report/states/data", "row 4"}));
    }
}

TEST_CASE("a spike of a unit that the population does not have is named with its dataset") {
    SmallRecording recording;
    recording.times = {1, 2};
    recording.ids = {0, 2};
    CHECK(says(message_of<DataError>([&] { features_of(recording, {"liquid"}); }), {"/spikes/liquid/node_ids", "2"}));
}

TEST_CASE("a newer format, no trial and anything missing are named with their place in the file") {
    const auto wrong = [](const SmallRecording& recording, const char* record = "liquid") {
        return message_of<DataError>([&] { features_of(recording, {record}); });
    };
    SmallRecording newer;
    newer.format = 3;
    CHECK(says(wrong(newer), {"format 3", "1 to 2"}));
    SmallRecording empty;
    empty.durations = {};
    empty.labels = {};
    empty.splits = {};
    CHECK(says(wrong(empty), {"/trials", "no finished trial"}));
    for (const char* name : {"/trials/label", "/trials/split", "/trials/duration", "/trials/classes", "/populations",
                             "/spikes/liquid/timestamps", "/spikes/liquid/node_ids"}) {
        SmallRecording lacking;
        lacking.left_out = {name};
        CHECK(says(wrong(lacking), {name}));
    }
    for (const char* name : {"/report/states/data", "/report/states/offsets", "/report/states/mapping"}) {
        SmallRecording lacking = counting_report({60}, 20);
        lacking.left_out = {name};
        CHECK(says(wrong(lacking, "states"), {name}));
    }
}

TEST_CASE("a spike where a window begins counts there in every trial, whatever the window's binary digits") {
    SmallRecording recording;
    recording.size = 1;
    recording.durations.assign(30, 10 * 33.3);
    recording.labels.assign(30, 0);
    recording.splits.assign(30, 0);
    double start = 0;
    for (int trial = 0; trial < 30; ++trial, start += 10 * 33.3)
        for (int k = 0; k < 10; ++k) recording.times.push_back(start + k * 33.3);
    recording.ids.assign(recording.times.size(), 0);
    const Features features = features_of(recording, {"liquid", {10, 1}, "sum"});
    for (Eigen::Index trial = 0; trial < 30; ++trial)
        CHECK(row(features, trial) == Numbers{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 10});
}

TEST_CASE("samples of short periods are in the windows that they end, however late the trial") {
    const Features features =
        features_of(counting_report(std::vector<double>(200, 4 * 0.7), 0.7), {"states", {4}, "sum"});
    for (Eigen::Index trial = 0; trial < 200; ++trial) {
        CAPTURE(trial);
        const double first = 4.0 * static_cast<double>(trial) + 1;
        CHECK(row(features, trial) == Numbers{first, first + 1, first + 2, first + 3});
    }
}

namespace {

// The same, as if recorded from `from` to `until` of each trial alone.
Features features_of_part(const SmallRecording& recording, const FeatureOptions& options, double from, double until) {
    const TemporaryFile path("part.h5");
    recording.write(path.path);
    {
        h5::File file = h5::File::open_to_write(path.path);
        for (const std::string group : {"/spikes/liquid", "/report/states"}) {
            if (!file.exists(group)) continue;
            file.set_attribute(group, "from", from);
            file.set_attribute(group, "until", until);
        }
        if (file.exists("/report/states")) {
            const double first = std::ceil(from / recording.period) * recording.period;
            file.remove("/report/states/mapping/time");
            file.write<double>("/report/states/mapping/time", std::vector<double>{first, 100, recording.period});
        }
    }
    return read_features(h5::File::open(path.path), options);
}

}  // namespace

TEST_CASE("windows are cut from the part of each trial that was recorded, after the washout") {
    SmallRecording spikes;
    spikes.times = {20, 29, 39.5, 85, 95};  // of the trials from 0 and 60 ms on
    spikes.ids = {0, 0, 1, 1, 0};
    const Features counts = features_of_part(spikes, {"liquid", {2}, "sum"}, 20, 40);
    CHECK(row(counts, 0) == Numbers{2, 0, 0, 1});
    CHECK(row(counts, 1) == Numbers{0, 1, 1, 0});
    CHECK(row(features_of_part(spikes, {"liquid", {1}, "mean"}, 20, 40), 0) == Numbers{100, 50});
    CHECK(row(features_of_part(spikes, {"liquid", {1}, "sum", "none", 35}, 20, 40), 0) == Numbers{0, 1});
    // Samples at 30, 40 and 50 ms of trials of 60 ms.
    SmallRecording states = counting_report({60, 60}, 10);
    states.rows = {3, 4, 5, 13, 14, 15};
    states.offsets = {0, 3, 6};
    for (const Eigen::Index trial : {0, 1}) {
        const double more = 10 * static_cast<double>(trial);
        CHECK(row(features_of_part(states, {"states", {2}, "sum"}, 30, 50), trial) == Numbers{4 + more, 5 + more});
        CHECK(row(features_of_part(states, {"states", {1}, "last"}, 25, 50), trial) == Numbers{5 + more});
        CHECK(row(features_of_part(states, {"states", {1}, "mean", "none", 0, {30, 50}}, 30, 50), trial) ==
              Numbers{3 + more, 5 + more});
    }
}

TEST_CASE("a record that leaves nothing of a trial is refused") {
    const std::string told = message_of<ParameterError>([] {
        features_of_part(SmallRecording{}, {"liquid", {1}, "sum", "none", 40}, 20, 40);
    });
    CHECK(says(told, {"\"liquid\" keeps nothing of trial 0 after the washout", "from 20 ms to 40 ms"}));
}
