// Spikes of a time span, and ids that cannot be.
#include "limen/learn/recorded_spikes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "../../plugins/train/small_recording.hpp"

using namespace limen;

using namespace limen::train::test;

TEST_CASE("a span begins with its first moment and ends before its last") {
    SmallRecording recording;
    recording.times = {5, 30, 30, 50, 70};
    recording.ids = {0, 1, 0, 1, 1};
    const TemporaryFile path("spikes.h5");
    recording.write(path.path);
    const h5::File file = h5::File::open(path.path);
    const RecordedSpikes spikes(file, "/spikes/liquid", "liquid");
    CHECK(spikes.units() == 2);
    const auto [times, units] = spikes.read(30, 70);
    CHECK(times == std::vector<double>{30, 30, 50});
    CHECK(units == std::vector<std::uint64_t>{1, 0, 1});
    CHECK(spikes.read(71, 1000).times.empty());
    CHECK(spikes.read(50, 30).times.empty());
}

TEST_CASE("an id that no unit has is refused") {
    SmallRecording recording;
    recording.times = {5, 6};
    recording.ids = {0, 2};
    const TemporaryFile path("wrong_spikes.h5");
    recording.write(path.path);
    const h5::File file = h5::File::open(path.path);
    CHECK_THROWS_AS(RecordedSpikes(file, "/spikes/liquid", "liquid").read(0, 10), DataError);
}

TEST_CASE("spans of many spikes, in any order, are those of the whole") {
    SmallRecording recording;
    constexpr std::size_t count = 20'000;
    for (std::size_t i = 0; i < count; ++i) {
        recording.times.push_back(0.5 * static_cast<double>(i / 2));  // two at a time
        recording.ids.push_back(i % 2);
    }
    const TemporaryFile path("many_spikes.h5");
    recording.write(path.path);
    const h5::File file = h5::File::open(path.path);
    const RecordedSpikes spikes(file, "/spikes/liquid", "liquid");
    const auto expected = [](double begin, double end) {
        const auto before = [](double time) { return std::min(20'000.0, 2 * std::ceil(std::max(0.0, time) / 0.5)); };
        return static_cast<std::size_t>(std::max(0.0, before(end) - before(begin)));
    };
    for (const auto& [begin, end] : {std::pair{0.0, 100.0},
                                     {100.0, 100.5},
                                     {120.25, 3000.0},
                                     {3000.0, 3000.0},
                                     {10.0, 20.0},
                                     {4990.0, 6000.0},
                                     {6000.0, 7000.0},
                                     {1.0, 4999.9},
                                     {-5.0, 2.0},
                                     {4000.0, 4100.0}}) {
        CAPTURE(begin);
        const auto [times, units] = spikes.read(begin, end);
        REQUIRE(times.size() == expected(begin, end));
        REQUIRE(units.size() == times.size());
        CHECK(spikes.count(begin, end) == times.size());
        if (times.empty()) continue;
        CHECK(times.front() >= begin);
        CHECK(times.back() < end);
        CHECK(units[0] == 0);
    }
}

TEST_CASE("spikes that are out of order, or at no time, are refused with their place") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
    const auto refused = [](std::vector<double> times) {
        SmallRecording recording;
        recording.ids.assign(times.size(), 0);
        recording.times = std::move(times);
        const TemporaryFile path("unsorted.h5");
        recording.write(path.path);
        return message_of<DataError>(
            [&] { RecordedSpikes(h5::File::open(path.path), "/spikes/liquid", "liquid").read(0, 10); });
    };
    CHECK(refused({1, 2, 2, 3}).empty());
    CHECK(
        says(refused({1, 3, 2}), {"/spikes/liquid/timestamps", "entry 2 is 2 ms", "before it 3 ms", "sorted by time"}));
    CHECK(says(refused({1, nan, 2}), {"/spikes/liquid/timestamps", "entry 1 is nan"}));
    CHECK(says(refused({1, endless}), {"entry 1 is inf"}));
    CHECK(says(refused({-1, 2}), {"entry 0 is -1"}));
    std::vector<double> many(100'000, 5);
    many[70'000] = 4;
    CHECK(says(refused(many), {"entry 70000 is 4"}));
}

TEST_CASE("spikes of some units are numbered among these, and one of another unit is refused") {
    SmallRecording recording;
    recording.size = 10;
    recording.times = {5, 6, 7, 50};
    recording.ids = {8, 3, 8, 4};
    const TemporaryFile path("chosen_spikes.h5");
    recording.write(path.path);
    h5::File::open_to_write(path.path).write<std::uint64_t>("/spikes/liquid/recorded_node_ids",
                                                            std::vector<std::uint64_t>{3, 8});
    const h5::File file = h5::File::open(path.path);
    const RecordedSpikes spikes(file, "/spikes/liquid", "liquid");
    CHECK(spikes.units() == 2);
    CHECK(spikes.part().whole());
    CHECK(spikes.read(0, 10).units == std::vector<std::uint64_t>{1, 0, 1});
    CHECK(says(message_of<DataError>([&] { static_cast<void>(spikes.read(40, 60)); }),
               {"entry 3 is 4", "\"recorded_node_ids\" does not hold that unit"}));
}
