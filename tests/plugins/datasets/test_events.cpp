// Samples of spikes: times, frames, classes, and what is refused.
#include <doctest/doctest.h>

#include "dataset_fixture.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::datasets;

namespace {

struct Sample {
    std::vector<double> times, units;
};

void write_lists(hid_t file, const char* path, hid_t type, std::vector<std::vector<double>> rows) {
    std::vector<hvl_t> lists;
    for (auto& row : rows) lists.push_back({row.size(), row.data()});
    const hsize_t count = lists.size();
    const h5::Id space(H5Screate_simple(1, &count, nullptr), H5Sclose), stored(H5Tvlen_create(type), H5Tclose),
        memory(H5Tvlen_create(H5T_NATIVE_DOUBLE), H5Tclose);
    const h5::Id dataset(H5Dcreate2(file, path, stored, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Dclose);
    REQUIRE(H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, lists.data()) >= 0);
}

// As the Heidelberg sets are: times in 32 bits (theirs have 16), units in 16.
void write_events(const std::filesystem::path& path, const std::vector<Sample>& samples,
                  const std::vector<std::int64_t>& labels, const std::vector<std::string>& classes = {},
                  hid_t time_type = H5T_IEEE_F32LE) {
    {
        h5::File file = h5::File::create(path);
        file.write<std::int64_t>("/labels", labels);
        if (!classes.empty()) file.write_texts("/extra/keys", classes);
        file.make_group("/spikes");
    }
    const h5::Id id(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose);
    std::vector<std::vector<double>> times, units;
    for (const Sample& sample : samples) times.push_back(sample.times), units.push_back(sample.units);
    write_lists(id, "/spikes/times", time_type, times);
    write_lists(id, "/spikes/units", H5T_STD_U16LE, units);
}

Trials load(const Folder& folder, const std::map<std::string, std::string>& given,
            const std::map<std::string, Value>& more = {}) {
    std::map<std::string, Value> values = with<EventFiles>(given).values();
    for (const auto& [key, value] : more) values[key] = value;
    return EventFactory().load(Parameters(values), {folder.path(), 1, 0, 10});
}

}  // namespace

TEST_CASE("samples become trials: spikes sorted and in ms, their counts frame by frame, classes by name") {
    const Folder folder;
    write_events(folder.path() / "a.h5", {{{0.015625, 0.25, 0.001953125}, {3, 0, 5}}, {{0.5}, {1}}}, {1, 0},
                 {"no", "yes"});
    write_events(folder.path() / "b.h5", {{{}, {}}}, {1});
    const Trials trials = load(folder, {{"train", "a.h5"}, {"test", "b.h5"}}, {{"channels", std::int64_t{3}}});
    REQUIRE(trials.size() == 3);
    CHECK(trials.event_units == 6);
    CHECK(trials.channels == 3);
    CHECK(trials.classes == std::vector<std::string>{"no", "yes"});
    CHECK(trials.labels == std::vector<std::int32_t>{1, 0, 1});
    CHECK(trials.splits == std::vector<Split>{Split::train, Split::train, Split::test});
    const auto events = trials.events_of(0);
    REQUIRE(events.size() == 3);
    CHECK(events[0].time == 1.953125);
    CHECK(events[0].unit == 5);
    CHECK(events[1].time == 15.625);
    CHECK(events[2].time == 250);
    CHECK(trials.frames(0) == 26);
    CHECK(trials.frames(1) == 51);
    CHECK(trials.frames(2) == 1);
    CHECK(trials.frame(0, 0)[2] == 1);
    CHECK(trials.frame(0, 1)[1] == 1);
    CHECK(trials.frame(0, 25)[0] == 1);
    double sum = 0;
    for (const double value : trials.values) sum += value;
    CHECK(sum == 4);
    REQUIRE(trials.notes.size() == 1);
    CHECK(trials.notes[0] == "1 of 3 trials hold no spikes");
}

TEST_CASE("a length cuts and fills, and what is lost is told") {
    const Folder folder;
    write_events(folder.path() / "a.h5", {{{0.01, 0.2}, {0, 1}}}, {0});
    const Trials trials = load(folder, {{"train", "a.h5"}}, {{"length", 95.0}, {"units", std::int64_t{700}}});
    CHECK(trials.frames(0) == 10);
    CHECK(trials.event_units == 700);
    CHECK(trials.events_of(0).size() == 1);
    REQUIRE(trials.notes.size() == 1);
    CHECK(trials.notes[0] == "1 of 2 spikes come after the length of 95 ms and are lost");
    CHECK(trials.classes == std::vector<std::string>{"0"});
}

TEST_CASE("files that make no sense are refused with the place and the reason") {
    const Folder folder;
    const auto refused = [&](const std::vector<Sample>& samples, const std::vector<std::int64_t>& labels) {
        write_events(folder.path() / "x.h5", samples, labels);
        return refusal<EventFactory, EventFiles>(folder, {{"train", "x.h5"}});
    };
    CHECK(holds(refused({{{-1}, {0}}}, {0}), "/spikes/times: sample 0 has -1; it must be 0 or more"));
    CHECK(holds(refused({{{1, 2}, {0}}}, {0}), "/spikes/units: sample 0 has 1 units, but 2 times"));
    CHECK(holds(refused({{{1}, {0}}}, {0, 1}), "/labels: has 2 entries; there are 1 samples"));
    CHECK(holds(refused({{{1}, {0}}}, {-1}), "/labels: sample 0 has -1"));
    CHECK(holds(refused({{{1e9}, {0}}}, {0}), "length makes"));
    folder.write("x.h5", "no HDF5 at all");
    CHECK(!refusal<EventFactory, EventFiles>(folder, {{"train", "x.h5"}}).empty());
    CHECK(holds(refusal<EventFactory, EventFiles>(folder, {}), "train must name"));
    {
        h5::File file = h5::File::create(folder.path() / "y.h5");
        for (const char* path : {"/spikes/times", "/spikes/units", "/labels"})
            file.write<double>(path, std::vector<double>{1, 2});
    }
    CHECK(holds(refusal<EventFactory, EventFiles>(folder, {{"train", "y.h5"}}), "does not hold lists of numbers"));
}

TEST_CASE("a spike in each millisecond is one in each frame of a millisecond") {
    const Folder folder;
    std::vector<double> times;
    for (int k = 0; k < 8000; ++k) times.push_back((1000 + k) / 1000.0);
    write_events(folder.path() / "a.h5", {{times, std::vector<double>(times.size())}}, {0}, {}, H5T_IEEE_F64LE);
    for (const double length : {0.0, 9000.0}) {
        std::map<std::string, Value> values = with<EventFiles>({{"train", "a.h5"}}).values();
        values["length"] = length;
        const Trials trials = EventFactory().load(Parameters(values), {folder.path(), 1, 0, 1});
        REQUIRE(trials.frames(0) == 9000);
        for (std::size_t k = 0; k < 9000; ++k) REQUIRE(trials.frame(0, k)[0] == (k < 1000 ? 0 : 1));
    }
}

TEST_CASE("a unit's number cannot ask for more memory than the spikes are worth") {
    const Folder folder;
    write_events(folder.path() / "x.h5", {{{0.5}, {0}}}, {0});
    const std::string all = refusal<EventFactory, EventFiles>(folder, {{"train", "x.h5"}});
    CHECK(all.empty());
    // 6,001 frames of 60,000 channels for one spike.
    write_events(folder.path() / "x.h5", {{{60.0}, {59'999}}}, {0});
    CHECK(holds(refusal<EventFactory, EventFiles>(folder, {{"train", "x.h5"}}),
                "channels must be given, and smaller: 60000 channels"));
    CHECK(load(folder, {{"train", "x.h5"}}, {{"channels", std::int64_t{100}}}).frames(0) == 6001);
}

TEST_CASE("what a file holds beside the spikes is named with the nearest name") {
    const Folder folder;
    write_events(folder.path() / "x.h5", {{{0.5}, {0}}}, {0});
    {
        h5::File file = h5::File::open_to_write(folder.path() / "x.h5");
        file.write<double>("/label", std::vector<double>{1});
    }
    CHECK(load(folder, {{"train", "x.h5"}}).notes ==
          std::vector<std::string>{"the member of / \"label\" is not used; did you mean \"labels\"?"});
    {
        h5::File file = h5::File::open_to_write(folder.path() / "x.h5");
        file.remove("/labels");
    }
    CHECK(holds(refusal<EventFactory, EventFiles>(folder, {{"train", "x.h5"}}),
                "/labels: is not there; the member of / \"label\" is not used"));
}

TEST_CASE("labels that no trial has are no classes, and names in the file are") {
    const Folder folder;
    write_events(folder.path() / "x.h5", {{{0.1}, {0}}, {{0.1}, {1}}, {{0.1}, {1}}}, {5, 2, 5});
    CHECK(load(folder, {{"train", "x.h5"}}).classes == std::vector<std::string>{"2", "5"});
    CHECK(load(folder, {{"train", "x.h5"}}).labels == std::vector<std::int32_t>{1, 0, 1});
    write_events(folder.path() / "x.h5", {{{0.1}, {0}}, {{0.1}, {1}}}, {3, 1}, {"a", "b"});
    CHECK(load(folder, {{"train", "x.h5"}}).classes == std::vector<std::string>{"a", "b", "3"});
    CHECK(load(folder, {{"train", "x.h5"}}).labels == std::vector<std::int32_t>{2, 1});
}
