// Poisson inputs: their laws, and that they depend on what they are for alone.
#include "lsm/poisson_drives.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "limen/core/isa.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

constexpr std::uint32_t units = 40;
constexpr double slice_length = 0.5;

std::vector<InputEvent> events(const Drive& drive, std::int64_t slice, std::uint32_t trial = 0,
                               std::uint32_t block = 0) {
    DriveBuffer buffer;
    drive.fill({trial, block, block * units, units, slice, slice_length, {}}, buffer);
    std::vector<InputEvent> found;
    append_events(buffer.trains(), found);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
    return found;
}

bool same(const std::vector<InputEvent>& a, const std::vector<InputEvent>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.offset == y.offset && x.target == y.target; });
}

}  // namespace

TEST_CASE("each unit's inputs are a Poisson process of the given rate") {
    const PoissonDrive drive({.rate = 3000, .weight = 7}, {units, 0, 1, 0});
    CHECK(drive.event_rate() == 3);
    constexpr std::int64_t slices = 4000;
    std::vector<double> last(units, -1), counts(units, 0);
    double intervals = 0, sum = 0, squares = 0;
    for (std::int64_t slice = 0; slice < slices; ++slice)
        for (const InputEvent& event : events(drive, slice)) {
            CHECK(event.weight == 7);
            const double time = static_cast<double>(slice) * slice_length + event.offset;
            double& before = last.at(event.target);
            if (before >= 0) {
                sum += time - before;
                squares += (time - before) * (time - before);
                ++intervals;
            }
            before = time;
            ++counts[event.target];
        }
    // Intervals are exponential: mean 1/3 ms, and the mean square is twice the square of that.
    CHECK(std::fabs(sum / intervals - 1.0 / 3) < 5.0 / 3 / std::sqrt(intervals));
    CHECK(std::fabs(squares / intervals - 2.0 / 9) < 5 * 2.0 / 9 * std::sqrt(5 / intervals));
    // Counts have the variance of their mean.
    const double expected = 3 * slice_length * slices;
    for (const double c : counts) CHECK(std::fabs(c - expected) < 5 * std::sqrt(expected));
}

TEST_CASE("inputs lie inside the slice") {
    const PoissonDrive drive({.rate = 20'000, .weight = 1}, {units, 0, 1, 0});
    for (std::int64_t slice = 0; slice < 20; ++slice) {
        const auto found = events(drive, slice);
        CHECK(found.size() > 100);
        for (const InputEvent& event : found) {
            CHECK(event.offset >= 0);
            CHECK(event.offset < slice_length);
            CHECK(event.target < units);
        }
    }
}

TEST_CASE("every vector width draws the same inputs") {
    const PoissonDrive drive({.rate = 20'000, .weight = 1}, {units, 0, 1, 0});
    const Isa before = isa();
    const auto reference = events(drive, 3);
    for (const Isa wanted : {Isa::plain, Isa::avx2, Isa::avx512}) {
        set_isa(wanted);
        CHECK(same(reference, events(drive, 3)));
    }
    set_isa(before);
}

TEST_CASE("slices, blocks, trials, drives and seeds have inputs of their own, and the same ones every time") {
    const PoissonDrive drive({.rate = 3000, .weight = 1}, {units, 0, 1, 0});
    const auto reference = events(drive, 5);
    CHECK(same(reference, events(drive, 5)));
    CHECK_FALSE(same(reference, events(drive, 6)));
    CHECK_FALSE(same(reference, events(drive, 5, 1)));
    CHECK_FALSE(same(reference, events(drive, 5, 0, 1)));
    CHECK_FALSE(same(reference, events(PoissonDrive({.rate = 3000, .weight = 1}, {units, 0, 1, 1}), 5)));
    CHECK_FALSE(same(reference, events(PoissonDrive({.rate = 3000, .weight = 1}, {units, 0, 2, 0}), 5)));
}

TEST_CASE("a rate of 0 gives nothing") {
    CHECK(events(PoissonDrive({.rate = 0, .weight = 1}, {units, 0, 1, 0}), 0).empty());
}

TEST_CASE("a shared process gives every unit of every block the same times, another process in each slice and trial") {
    const PoissonDrive drive({.rate = 8000, .weight = 1, .shared = true}, {units, 0, 1, 0});
    for (std::int64_t slice = 0; slice < 20; ++slice) {
        const auto found = events(drive, slice);
        std::vector<std::vector<double>> times(units);
        for (const InputEvent& event : found) times.at(event.target).push_back(event.offset);
        for (const auto& unit : times) CHECK(unit == times[0]);
        CHECK(same(found, events(drive, slice, 0, 7)));
    }
    CHECK_FALSE(same(events(drive, 3), events(drive, 4)));
    CHECK_FALSE(same(events(drive, 3), events(drive, 3, 1)));
}

TEST_CASE("a shared process has the given rate, and counts with the variance of their mean") {
    const PoissonDrive drive({.rate = 3000, .weight = 1, .shared = true}, {units, 0, 1, 0});
    CHECK(drive.event_rate() == 3);
    constexpr double slices = 20'000, mean = 3 * slice_length;
    double sum = 0, squares = 0;
    for (std::int64_t slice = 0; slice < static_cast<std::int64_t>(slices); ++slice) {
        const double count = static_cast<double>(events(drive, slice).size()) / units;
        sum += count;
        squares += (count - mean) * (count - mean);
    }
    CHECK(std::fabs(sum / slices - mean) < 5 * std::sqrt(mean / slices));
    // The square of a Poisson count's deviation has the variance mean + 2 mean^2.
    CHECK(std::fabs(squares / slices - mean) < 5 * std::sqrt((mean + 2 * mean * mean) / slices));
}

TEST_CASE("a process with a sine for its rate has the mean of that rate in each phase of the sine") {
    // 50 Hz: 40 slices for each turn, so that each slice of a turn lies at one phase.
    const PoissonSineInput input{.rate = 2000, .amplitude = 0.8, .frequency = 50, .phase = 0.7, .weight = 7};
    const PoissonSineDrive drive(input, {units, 0, 1, 0});
    CHECK(drive.event_rate() == 2);
    constexpr std::int64_t slices_per_turn = 40, turns = 500;
    std::vector<double> counts(slices_per_turn, 0);
    for (std::int64_t slice = 0; slice < slices_per_turn * turns; ++slice)
        for (const InputEvent& event : events(drive, slice)) {
            CHECK(event.weight == 7);
            counts[static_cast<std::size_t>(slice % slices_per_turn)] += 1.0 / (units * turns);
        }
    // The integral of the rate over a slice, in events per unit.
    const double omega = 2 * 3.14159265358979323846 * input.frequency / 1000;  // rad/ms
    const auto integral = [&](double t) { return 2 * (t - 0.8 / omega * std::cos(omega * t + 0.7)); };
    for (std::size_t s = 0; s < counts.size(); ++s) {
        const double t = static_cast<double>(s) * slice_length;
        const double expected = integral(t + slice_length) - integral(t);
        CHECK(std::fabs(counts[s] - expected) < 5 * std::sqrt(expected / (units * turns)));
    }
}

TEST_CASE("a thinned process has the times of its rate within a slice too") {
    // Half a turn in a slice, from its trough on: the mean offset is that of the density (1 - cos(pi x)) / 1 on [0, 1].
    const PoissonSineInput input{.rate = 5000, .frequency = 1000, .phase = -3.14159265358979323846 / 2, .weight = 1};
    const PoissonSineDrive drive(input, {units, 0, 1, 0});
    double sum = 0, squares = 0, n = 0;
    for (std::int64_t slice = 0; slice < 4000; slice += 2)
        for (const InputEvent& event : events(drive, slice)) {
            const double x = event.offset / slice_length;
            sum += x;
            squares += x * x;
            ++n;
        }
    const double pi = 3.14159265358979323846, mean = 0.5 + 2 / (pi * pi), square = 1.0 / 3 + 2 / (pi * pi);
    CHECK(std::fabs(sum / n - mean) < 5 * std::sqrt((square - mean * mean) / n));
    CHECK(std::fabs(squares / n - square) < 5 / std::sqrt(n));
}

TEST_CASE("a shared process with a sine for its rate is the same for every unit of every block") {
    const PoissonSineDrive drive({.rate = 8000, .frequency = 100, .weight = 1, .shared = true}, {units, 0, 1, 0});
    const auto found = events(drive, 2);
    CHECK(found.size() > units);
    CHECK(found.size() % units == 0);
    for (std::size_t k = 0; k < found.size(); ++k) CHECK(found[k].offset == found[k / units * units].offset);
    CHECK(same(found, events(drive, 2, 0, 7)));
    CHECK_FALSE(same(found, events(drive, 3)));
}

TEST_CASE("each unit fires with the rate of its channel, frame by frame") {
    const PoissonRatesDrive drive({.base_rate = 1000, .gain = 500, .max_rate = 3000, .weight = 3}, {units, 3, 1, 0});
    CHECK(drive.event_rate() == 1);
    // Channel by channel: what holds before 0.2 ms, and after. The last is clamped at both ends.
    const std::vector<double> before{0, 2, 100}, after{1, -1, -100};
    const double rates[3][2] = {{1, 1.5}, {2, 0.5}, {3, 0}};  // per ms
    const std::vector<FrameEvent> frames{{0.2, after}};
    constexpr std::int64_t slices = 20'000;
    double counts[3][2] = {};
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        DriveBuffer buffer;
        // A block that begins at unit 10, which has the second channel.
        drive.fill({0, 1, 10, 6, slice, slice_length, frames, before}, buffer);
        std::vector<InputEvent> found;
        append_events(buffer.trains(), found);
        for (const InputEvent& event : found) ++counts[(10 + event.target) % 3][event.offset < 0.2 ? 0 : 1];
    }
    for (int c = 0; c < 3; ++c)
        for (int part = 0; part < 2; ++part) {
            const double expected = rates[c][part] * (part == 0 ? 0.2 : slice_length - 0.2) * 2 * slices;
            CHECK(std::fabs(counts[c][part] - expected) <= 5 * std::sqrt(expected));
        }
}

TEST_CASE("a shared process is the same for all units of a channel, of every block, and differs between channels") {
    const PoissonRatesDrive drive({.base_rate = 4000, .gain = 1000, .max_rate = 9000, .weight = 3, .shared = true},
                                  {units, 3, 1, 0});
    const std::vector<double> values{0, 2, -1};
    std::map<std::uint32_t, std::multiset<double>> of_unit;  // of the population
    double counts[3] = {};
    constexpr std::int64_t slices = 2000;
    for (std::int64_t slice = 0; slice < slices; ++slice) {
        for (const std::uint32_t first : {0U, 10U}) {
            DriveBuffer buffer;
            drive.fill({0, first / 10, first, 10, slice, slice_length, {}, values}, buffer);
            std::vector<InputEvent> found;
            append_events(buffer.trains(), found);
            for (const InputEvent& event : found)
                of_unit[first + event.target].insert(static_cast<double>(slice) + event.offset);
        }
    }
    for (std::uint32_t unit = 0; unit < 20; ++unit) CHECK(of_unit[unit] == of_unit[unit % 3]);
    CHECK(of_unit[0] != of_unit[1]);
    for (std::uint32_t c = 0; c < 3; ++c) {
        const double expected = (4 + values[c]) * slice_length * slices;
        counts[c] = static_cast<double>(of_unit[c].size());
        CHECK(std::fabs(counts[c] - expected) <= 5 * std::sqrt(expected));
    }
}

TEST_CASE("no frame, no spike") {
    const PoissonRatesDrive drive({.base_rate = 1000, .weight = 1}, {units, 1, 1, 0});
    CHECK(events(drive, 0).empty());
    // Nor before the first frame of a trial.
    const std::vector<double> values{50};
    const std::vector<FrameEvent> frames{{0.4, values}};
    for (std::int64_t slice = 0; slice < 200; ++slice) {
        DriveBuffer buffer;
        drive.fill({0, 0, 0, units, slice, slice_length, frames}, buffer);
        for (const InputTrain& train : buffer.trains())
            for (const double offset : train.offsets) CHECK(offset >= 0.4);
    }
}

TEST_CASE("a frequency or phase that no double can follow is refused with its limit") {
    const DriveContext context{units, 0, 1, 0};
    CHECK_THROWS_WITH_AS(PoissonSineDrive({.frequency = 1e9}, context), "is 1000000000 Hz; it must be at most 1e+06 Hz",
                         ParameterError);
    CHECK_THROWS_AS(PoissonSineDrive({.phase = -1e9}, context), ParameterError);
    CHECK_THROWS_AS(PoissonSineDrive({.rate = 1e9}, context), ParameterError);
}

TEST_CASE("a rate that no run could follow is refused with its limit") {
    CHECK_THROWS_WITH_AS(PoissonDrive({.rate = 1e300}, {units, 0, 1, 0}), "is 1e+300 Hz; it must be at most 1e+07 Hz",
                         ParameterError);
}
