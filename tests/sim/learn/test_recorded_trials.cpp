// The sizes of a recording are compared with each other before anything is read by them.
#include "limen/learn/recorded_trials.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "../record/second_process.hpp"

using namespace limen;

namespace {

bool says(const std::string& told, const std::string& part) {
    CAPTURE(told);
    return told.find(part) != std::string::npos;
}

// Three trials of two frames each, with a state of two units and whatever else a case makes of it.
struct Written {
    std::vector<double> start{0, 10, 20}, duration{10, 10, 10}, progress{};
    std::vector<std::int32_t> labels{0, 1, -1};
    std::vector<std::uint8_t> splits{0, 1, 2};
    std::vector<std::string> classes{"left", "right"};
    std::vector<std::uint64_t> offsets{0, 2, 4, 6};
    double size = 2;
    std::uint32_t format = 1;
    std::vector<double> part{};               // from and until, of the report
    std::vector<std::uint64_t> some_units{};  // whose spikes were recorded

    std::string refusal(const std::function<void(const h5::File&)>& read) const {
        const test::TemporaryFolder folder;
        {
            h5::File file = h5::File::create(folder / "run.h5");
            file.set_attribute("/", "limen_format", format);
            file.write<double>("/trials/start", start);
            file.write<double>("/trials/duration", duration);
            file.write<std::int32_t>("/trials/label", labels);
            file.write<std::uint8_t>("/trials/split", splits);
            file.write_texts("/trials/classes", classes);
            if (!progress.empty()) file.write<double>("/progress", progress);
            file.make_group("/populations/p");
            file.set_attribute("/populations/p", "size", size);
            file.write<float>("/report/v/data", std::vector<float>(12), {6, 2});
            file.write<float>("/report/v/flat", std::vector<float>(12));
            file.write<std::uint64_t>("/report/v/offsets", offsets);
            if (!part.empty()) file.set_attribute("/report/v", "from", part[0]);
            if (!part.empty()) file.set_attribute("/report/v", "until", part[1]);
            if (!some_units.empty()) file.write<std::uint64_t>("/spikes/p/recorded_node_ids", some_units);
        }
        try {
            read(h5::File::open(folder / "run.h5"));
        } catch (const DataError& error) {
            return error.what();
        }
        return "";
    }
    std::string of_trials() const {
        return refusal([](const h5::File& file) { read_trials(file); });
    }
    std::string of_offsets(const std::string& dataset = "/report/v/data") const {
        return refusal([&](const h5::File& file) { read_offsets(file, "/report/v/offsets", dataset, 3); });
    }
    std::string of_units() const {
        return refusal([](const h5::File& file) { read_units(file, "p"); });
    }
};

}  // namespace

TEST_CASE("trials that fit together are read") {
    CHECK(Written{}.of_trials().empty());
    CHECK(Written{}.of_offsets().empty());
    CHECK(Written{}.of_units().empty());
    Written{}.refusal([](const h5::File& file) {
        CHECK(read_trials(file).size() == 3);
        CHECK(read_offsets(file, "/report/v/offsets", "/report/v/data", 3)[3] == 6);
        CHECK(read_units(file, "p") == 2);
    });
}

TEST_CASE("of a run that was killed, the trials that its progress tells are read") {
    Written{.progress = {2, 20}}.refusal([](const h5::File& file) { CHECK(read_trials(file).size() == 2); });
    CHECK(says(Written{.progress = {0, 0}}.of_trials(), "holds no finished trial"));
    CHECK(says(Written{.progress = {1}}.of_trials(), "/progress: must hold two numbers"));
}

TEST_CASE("formats that this limen does not know, older ones too, are refused") {
    for (const std::uint32_t format : {0U, 3U}) CHECK(says(Written{.format = format}.of_trials(), "this limen reads"));
}

TEST_CASE("labels, splits and times that cannot be are refused with their dataset and trial") {
    CHECK(says(Written{.labels = {0, 2, 0}}.of_trials(), "/trials/label: trial 1 has label 2"));
    CHECK(says(Written{.labels = {0, 0, -2}}.of_trials(), "/trials/label: trial 2 has label -2"));
    CHECK(says(Written{.splits = {0, 1, 3}}.of_trials(), "/trials/split: trial 2 has 3"));
    for (const double bad : {-1.0, 1e300, std::nan(""), HUGE_VAL}) {
        CHECK(says(Written{.duration = {10, bad, 10}}.of_trials(), "/trials/duration: trial 1 lasts"));
        CHECK(says(Written{.start = {0, bad, 20}}.of_trials(), "/trials/start: trial 1 begins at"));
    }
    CHECK(
        says(Written{.start = {0, 5, 20}}.of_trials(), "trial 1 begins at 5 ms, but the one before it ends at 10 ms"));
}

TEST_CASE("offsets that fall, leave their rows, overflow or are too few are refused before a row is read") {
    constexpr std::uint64_t half = std::uint64_t{1} << 63U, wraps = std::uint64_t{1} << 60U;
    CHECK(says(Written{.offsets = {0, half, half, half}}.of_offsets(), "/report/v/offsets: say that trial 0"));
    CHECK(says(Written{.offsets = {0, wraps, wraps, wraps}}.of_offsets(), "which has 6"));
    CHECK(says(Written{.offsets = {0, 4, 2, 6}}.of_offsets(), "trial 1 has the rows 4 to 2"));
    CHECK(says(Written{.offsets = {0, 2, 4, 7}}.of_offsets(), "trial 2 has the rows 4 to 7"));
    CHECK(says(Written{.offsets = {0, 2, 4}}.of_offsets(), "has 3 entries; 3 trials need 4"));
    CHECK(says(Written{}.of_offsets("/report/v/flat"), "must have two dimensions"));
}

TEST_CASE("a population has a whole number of units that is one") {
    for (const double bad : {0.0, -1.0, 1.5, 1e300, std::nan(""), HUGE_VAL})
        CHECK(says(Written{.size = bad}.of_units(), "/populations/p: the attribute \"size\""));
}

TEST_CASE("the part of each trial, and the units, that a record keeps are read, or refused where they cannot be") {
    const auto part = [](double from, double until, RecordedPart& read) {
        return Written{.part = {from, until}}.refusal(
            [&](const h5::File& file) { read = read_recorded_part(file, "/report/v"); });
    };
    RecordedPart read;
    CHECK(part(2, 5, read).empty());
    CHECK(read.from == 2);
    CHECK(read.until == 5);
    CHECK(part(2, 0, read).empty());
    CHECK(std::isinf(read.until));
    CHECK_FALSE(read.whole());
    for (const auto& [from, until] : {std::pair{-1.0, 5.0}, {5.0, 5.0}, {std::nan(""), 5.0}, {0.0, std::nan("")}})
        CHECK(says(part(from, until, read), "/report/v: the attributes say that each trial is recorded from"));
    const auto units = [](const std::vector<std::uint64_t>& ids) {
        return Written{.some_units = ids}.refusal(
            [&](const h5::File& file) { CHECK(read_spike_units(file, "/spikes/p", "p") == ids); });
    };
    for (const std::vector<std::uint64_t>& ids : {std::vector<std::uint64_t>{}, {1}, {0, 1}}) CHECK(units(ids).empty());
    for (const std::vector<std::uint64_t>& ids : {std::vector<std::uint64_t>{2}, {1, 0}, {0, 0}})
        CHECK(says(units(ids), "/spikes/p/recorded_node_ids: entry"));
}
