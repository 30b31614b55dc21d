// Spikes and samples frame by frame: which frame each belongs to, and what a frame makes of them.
#include "train/features/frames.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "../small_recording.hpp"

using namespace limen;
using namespace limen::train;
using namespace limen::train::test;

namespace {

// Reads trial `trial` of a recording in frames of `frame` ms.
RowMatrix rows_of(const SmallRecording& recording, const FrameOptions& options, double frame, std::size_t trial,
                  std::size_t first = 0, std::size_t count = 0) {
    const TemporaryFile file("frames.h5");
    recording.write(file.path);
    const h5::File open = h5::File::open(file.path);
    const RecordedTrials trials = read_trials(open);
    const Frames frames(open, trials, options, frame);
    return frames.read(trial, first, count > 0 ? count : frames.count(trial) - first);
}

// Two units; sample k of the recording is (k, -k).
SmallRecording sampled() {
    SmallRecording recording;
    for (int k = 0; k < 12; ++k) recording.rows.insert(recording.rows.end(), {float(k), float(-k)});
    return recording;
}

template <class Failure>
std::string refusal(const SmallRecording& recording, const FrameOptions& options, double frame) {
    return message_of<Failure>([&] { rows_of(recording, options, frame, 0); });
}

}  // namespace

TEST_CASE("a frame of one sample is that sample, in any reduction") {
    for (const char* reduce : {"mean", "sum", "last"}) {
        const RowMatrix rows = rows_of(sampled(), {"states", reduce}, 20, 1);
        REQUIRE(rows.rows() == 3);
        for (int k = 0; k < 3; ++k) {
            CHECK(rows(k, 0) == k + 3);
            CHECK(rows(k, 1) == -(k + 3));
        }
    }
}

TEST_CASE("a frame of several samples is their mean, their sum or the last of them") {
    SmallRecording recording = sampled();
    recording.durations = {120, 120};
    recording.labels = {0, 1};
    recording.splits = {0, 0};
    CHECK(rows_of(recording, {"states", "mean"}, 40, 1)(1, 0) == 8.5);
    CHECK(rows_of(recording, {"states", "sum"}, 40, 1)(1, 0) == 17);
    CHECK(rows_of(recording, {"states", "last"}, 40, 1)(1, 0) == 9);
    CHECK(rows_of(recording, {"states", "last"}, 40, 1, 2, 1)(0, 0) == 11);
    // Without a frame of data each sample is one.
    CHECK(rows_of(recording, {"states", "mean"}, 0, 1).rows() == 6);
}

TEST_CASE("samples recorded in double precision are read to the last bit") {
    const TemporaryFile path("double.h5");
    sampled().write(path.path);
    const double fine = 1 + 1e-15;
    {
        h5::File file = h5::File::open_to_write(path.path);
        file.remove("/report/states/data");
        file.write<double>("/report/states/data", std::vector<double>(24, fine), {12, 2});
    }
    const h5::File file = h5::File::open(path.path);
    const RecordedTrials trials = read_trials(file);
    for (const char* reduce : {"mean", "last"})
        CHECK(Frames(file, trials, {"states", reduce}, 20).read(1, 0, 3) == RowMatrix::Constant(3, 2, fine));
}

TEST_CASE("spikes are counted in the frame that they fall into, and one on a border in the later one") {
    SmallRecording recording;
    recording.times = {5, 19.999, 20, 39, 60, 65, 110};  // trials of 60 ms
    recording.ids = {0, 0, 0, 1, 1, 1, 0};
    const RowMatrix first = rows_of(recording, {"liquid", "sum"}, 20, 0),
                    second = rows_of(recording, {"liquid", "sum"}, 20, 1);
    CHECK(first == (RowMatrix(3, 2) << 2, 0, 1, 1, 0, 0).finished());
    CHECK(second == (RowMatrix(3, 2) << 0, 2, 0, 0, 1, 0).finished());
    CHECK(rows_of(recording, {"liquid", "mean"}, 20, 0)(0, 0) == 100);  // 2 in 20 ms
    CHECK(rows_of(recording, {"liquid", "sum", "sqrt"}, 20, 0)(0, 0) == doctest::Approx(std::sqrt(2)));
    // A piece from the middle is the same as those rows of the whole.
    CHECK(rows_of(recording, {"liquid", "sum"}, 20, 0, 1, 1) == first.middleRows(1, 1));
}

TEST_CASE("a washout leaves out the frames that begin in it, and must leave some") {
    const TemporaryFile file("washout.h5");
    sampled().write(file.path);
    const h5::File open = h5::File::open(file.path);
    const RecordedTrials trials = read_trials(open);
    const Frames frames(open, trials, {"states"}, 20);
    CHECK(frames.washout_frames(0, 0) == 0);
    CHECK(frames.washout_frames(0, 20) == 1);
    CHECK(frames.washout_frames(0, 21) == 2);
    CHECK(says(message_of<ParameterError>([&] { frames.washout_frames(2, 60); }), {"60 ms", "trial 2", "3 frames"}));
}

TEST_CASE("records that do not fit the frames are refused") {
    SmallRecording recording = sampled();
    CHECK(says(refusal<ParameterError>(recording, {"none"}, 20), {"none", "liquid", "states"}));
    CHECK(says(refusal<ParameterError>(recording, {"states"}, 30), {"every 20 ms", "divide", "30 ms"}));
    CHECK(says(refusal<ParameterError>(recording, {"states"}, 10), {"divide"}));
    CHECK(says(refusal<ParameterError>(recording, {"liquid", "last"}, 20), {"last"}));
    CHECK(says(refusal<ParameterError>(recording, {"liquid"}, 0), {"spikes"}));
    CHECK(says(refusal<ParameterError>(recording, {"states", "mean", "sqrt"}, 20), {"sqrt"}));
    recording.rows[3] = NAN;
    CHECK(says(refusal<DataError>(recording, {"states"}, 20), {"/report/states/data", "row 1, unit 1"}));
    recording = sampled();
    recording.times = {1};
    recording.ids = {9};
    CHECK(says(refusal<DataError>(recording, {"liquid"}, 20), {"node_ids", "9", "2 units"}));
}

TEST_CASE("a spike where a frame begins counts there in every trial, whatever the frame's binary digits") {
    for (const double frame : {12.8, 33.3, 0.1, 10.0, 0.7}) {
        CAPTURE(frame);
        SmallRecording recording;
        recording.size = 1;
        recording.durations.assign(40, 4 * frame);
        recording.labels.assign(40, 0);
        recording.splits.assign(40, 0);
        double start = 0;
        for (int trial = 0; trial < 40; ++trial, start += 4 * frame)
            for (int k = 0; k < 4; ++k) {
                // One in the first frame, two in the next, ... of which one is where the frame begins.
                recording.times.push_back(start + k * frame);
                for (int more = 1; more <= k; ++more) recording.times.push_back(start + (k + 0.1 * more) * frame);
            }
        recording.ids.assign(recording.times.size(), 0);
        const TemporaryFile file("frames.h5");
        recording.write(file.path);
        const h5::File open = h5::File::open(file.path);
        const RecordedTrials trials = read_trials(open);
        const Frames frames(open, trials, {"liquid", "sum"}, frame);
        for (std::size_t trial = 0; trial < 40; ++trial) {
            CAPTURE(trial);
            REQUIRE(frames.count(trial) == 4);
            const RowMatrix whole = frames.read(trial, 0, 4), pieces = frames.read(trial, 2, 1);
            for (int k = 0; k < 4; ++k) CHECK(whole(k, 0) == k + 1);
            CHECK(pieces(0, 0) == 3);
        }
    }
}

TEST_CASE("a washout of whole frames takes just those") {
    SmallRecording recording;
    recording.durations.assign(4, 10 * 33.3);
    recording.times = {1};
    recording.ids = {0};
    const TemporaryFile file("frames.h5");
    recording.write(file.path);
    const h5::File open = h5::File::open(file.path);
    const RecordedTrials trials = read_trials(open);
    const Frames frames(open, trials, {"liquid", "sum"}, 33.3);
    CHECK(frames.washout_frames(0, 99.9) == 3);
    CHECK(frames.washout_frames(0, 100) == 4);
}

TEST_CASE("a record of a part of each trial has the frames that it covers wholly, and no others") {
    // Samples at 20 to 60 ms of trials of 60 ms, one every 10 ms: the frame from 0 to 20 ms lacks its first.
    SmallRecording recording;
    recording.size = 1;
    recording.times = {15, 25, 45};
    recording.ids = {0, 0, 0};
    recording.period = 10;
    for (int trial = 0; trial < 4; ++trial)
        for (int k = 2; k <= 6; ++k) recording.rows.push_back(static_cast<float>(10 * trial + k));
    recording.offsets = {0, 5, 10, 15, 20};
    const TemporaryFile path("part_of_trials.h5");
    recording.write(path.path);
    {
        h5::File file = h5::File::open_to_write(path.path);
        for (const char* group : {"/spikes/liquid", "/report/states"}) {
            file.set_attribute(group, "from", 15.0);
            file.set_attribute(group, "until", 55.0);
        }
        file.remove("/report/states/mapping/time");
        file.write<double>("/report/states/mapping/time", std::vector<double>{20, 70, 10});
    }
    const h5::File file = h5::File::open(path.path);
    const RecordedTrials trials = read_trials(file);
    for (const char* record : {"states", "liquid"}) {
        CAPTURE(record);
        const Frames frames(file, trials, {record, "sum"}, 20);
        CHECK(frames.first_frame() == 1);
        CHECK(frames.count(1) == 2);
        CHECK(frames.washout_frames(1, 0) == 1);
        CHECK(says(message_of<ParameterError>([&] { frames.read(1, 0, 1); }), {"begins in frame 1 of each trial"}));
        CHECK(says(message_of<ParameterError>([&] { frames.washout_frames(1, 40); }), {"keeps no frame of trial 1"}));
    }
    CHECK(Frames(file, trials, {"states", "sum"}, 20).read(1, 1, 1)(0, 0) == 13 + 14);
    CHECK(Frames(file, trials, {"states", "last"}, 20).read(2, 1, 1)(0, 0) == 24);
    CHECK(Frames(file, trials, {"liquid", "sum"}, 20).read(0, 1, 1)(0, 0) == 1);
}
