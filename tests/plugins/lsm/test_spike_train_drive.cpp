// Given spikes: each comes once, at its time, to its unit, and a file with something wrong is refused.
#include "lsm/spike_train_drive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "../../sim/engine/built_plugins.hpp"
#include "../../sim/record/second_process.hpp"
#include "limen/core/random.hpp"
#include "limen/hdf5.hpp"
#include "limen/model/model.hpp"
#include "limen/simulation/simulation.hpp"

using namespace limen;
using namespace limen::lsm;

namespace {

constexpr std::uint32_t units = 2500;

struct Spike {
    double time;
    std::uint32_t unit;
    friend auto operator<=>(const Spike&, const Spike&) = default;
};

template <class Id>
void write_spikes(const std::filesystem::path& path, const std::vector<double>& times, const std::vector<Id>& ids,
                  const std::string& group = "/spikes/p") {
    h5::File file = h5::File::create(path);
    file.write<double>(group + "/timestamps", times);
    file.write<Id>(group + "/node_ids", ids);
}

// All that the drive gives until `stop`, in slices and blocks of this length and size.
std::vector<Spike> collect(const Drive& drive, double stop, double length, std::uint32_t size, std::uint32_t block) {
    std::vector<Spike> found;
    for (std::int64_t slice = 0; static_cast<double>(slice) * length <= stop; ++slice)
        for (std::uint32_t first = 0; first < size; first += block) {
            DriveBuffer buffer;
            drive.fill({0, first / block, first, std::min(block, size - first), slice, length, {}}, buffer);
            std::vector<InputEvent> events;
            append_events(buffer.trains(), events);
            for (const InputEvent& e : events) {
                CHECK(e.weight == 7);
                CHECK(e.offset >= 0);
                CHECK(e.offset < length);
                found.push_back({std::fma(static_cast<double>(slice), length, e.offset), first + e.target});
            }
        }
    std::sort(found.begin(), found.end());
    return found;
}

bool same(const std::vector<Spike>& a, const std::vector<Spike>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Spike& x, const Spike& y) {
        return x.unit == y.unit && std::fabs(x.time - y.time) <= 1e-15 * x.time;
    });
}

// What is said of a file.
std::string refusal(const SpikeTrainInput& input, const test::TemporaryFolder& folder) {
    try {
        SpikeTrainDrive(input, {units, 0, 1, 0, folder / ""});
    } catch (const ParameterError& error) {
        return error.key() + ": " + error.what();
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("each spike comes once, at its time and to its unit, however slices and blocks are cut") {
    const test::TemporaryFolder folder;
    Random random(1, Purpose::drive, 0);
    std::vector<double> times;
    std::vector<std::uint64_t> ids;
    // Not sorted; every other one on the border of slices of 0.1 ms, as nearly as a double can be.
    for (int i = 0; i < 3000; ++i) {
        times.push_back(i % 2 == 0 ? 20 * random.uniform() : 0.1 * random.below(200));
        ids.push_back(random.below(units));
    }
    write_spikes(folder / "s.h5", times, ids);
    for (const double delay : {0.0, 0.7}) {
        const SpikeTrainDrive drive({.file = "s.h5", .weight = 7, .delay = delay}, {units, 0, 1, 0, folder / ""});
        std::vector<Spike> expected;
        for (std::size_t i = 0; i < times.size(); ++i)
            expected.push_back({times[i] + delay, static_cast<std::uint32_t>(ids[i])});
        std::sort(expected.begin(), expected.end());
        for (const double length : {0.1, 0.1 / 3, 1.0, 1.5, 0.7, 0.30000000000000004, 100.0})
            for (const std::uint32_t block : {1024U, 300U, 2500U})
                CHECK(same(collect(drive, 21, length, units, block), expected));
    }
}

TEST_CASE("the engine is told how dense the spikes are") {
    const test::TemporaryFolder folder;
    write_spikes<std::int32_t>(folder / "s.h5", {1, 2, 10, 4}, {0, 1, 2, 3});
    const SpikeTrainDrive drive({.file = "s.h5", .weight = 7}, {8, 0, 1, 0, folder / ""});
    CHECK(drive.event_rate() == doctest::Approx(4 / 10.0 / 8));
    write_spikes<std::int32_t>(folder / "none.h5", {}, {});
    const SpikeTrainDrive none({.file = "none.h5", .weight = 7}, {8, 0, 1, 0, folder / ""});
    CHECK(none.event_rate() == 0);
    CHECK(collect(none, 5, 1, 8, 8).empty());
}

TEST_CASE("a recording of Limen's is replayed") {
    const test::TemporaryFolder folder;
    const std::string text =
        "[simulation]\nstop = 50\n[population.a]\nmodel = \"lif\"\nsize = 50\nV_init = [-70, -55]\nI_e = 600\n";
    const std::string record = "[record.a]\npopulation = \"a\"\nstate = \"spikes\"\n";
    simulate(parse_model(text + record, "m.toml", test::built_plugins()), {folder / "run.h5"});
    const h5::File file = h5::File::open(folder / "run.h5");
    const auto times = file.read<double>("/spikes/a/timestamps");
    const auto ids = file.read<std::uint32_t>("/spikes/a/node_ids");
    std::vector<Spike> recorded;
    for (std::size_t i = 0; i < times.size(); ++i) recorded.push_back({times[i], ids[i]});
    CHECK(recorded.size() > 50);
    std::sort(recorded.begin(), recorded.end());
    const SpikeTrainDrive drive({.file = "run.h5", .weight = 7}, {50, 0, 1, 0, folder / ""});
    CHECK(same(collect(drive, 50, 0.4, 50, 50), recorded));
    // The model names the file from its own folder.
    const std::string replay = "[drive.d]\ntarget = \"a\"\nmodel = \"spike_train\"\nfile = \"run.h5\"\n";
    CHECK(estimate(parse_model(text + replay, folder / "m.toml", test::built_plugins())).populations.size() == 1);
}

TEST_CASE("a file or group that is not there is refused with what there is") {
    const test::TemporaryFolder folder;
    CHECK(says(refusal({}, folder), "file: must name an HDF5 file"));
    CHECK(says(refusal({.file = "missing.h5"}, folder), "missing.h5"));
    write_spikes<std::int32_t>(folder / "s.h5", {1}, {0}, "/spikes/liquid");
    CHECK(says(refusal({.file = "s.h5", .group = "/spikes/liqiud"}, folder), "did you mean \"/spikes/liquid\"?"));
    CHECK(says(refusal({.file = "s.h5", .group = "/spikes"}, folder), "/spikes/timestamps: is not there"));
    CHECK(refusal({.file = "s.h5", .group = "/spikes/liquid"}, folder).empty());
    h5::File::create(folder / "empty.h5");
    CHECK(says(refusal({.file = "empty.h5"}, folder), "group: must be given"));
    {
        h5::File two = h5::File::create(folder / "two.h5");
        two.make_group("/spikes/a");
        two.make_group("/spikes/b");
    }
    CHECK(says(refusal({.file = "two.h5"}, folder), "holds 2 populations in /spikes: /spikes/a, /spikes/b"));
}

TEST_CASE("times and ids that no unit can receive are refused with their place") {
    const test::TemporaryFolder folder;
    const auto told = [&](const std::vector<double>& times, const std::vector<double>& ids) {
        write_spikes(folder / "s.h5", times, ids);
        return refusal({.file = "s.h5"}, folder);
    };
    CHECK(says(told({1, NAN}, {0, 1}), "/spikes/p/timestamps: entry 1 is nan ms"));
    CHECK(says(told({1, HUGE_VAL}, {0, 1}), "entry 1 is inf ms"));
    CHECK(says(told({-0.5, 1}, {0, 1}), "entry 0 is -0.5 ms; it must be 0 or more"));
    CHECK(says(told({1, 2}, {0, units}),
               "/spikes/p/node_ids: entry 1 is 2500; the target's units are numbered 0 to 2499"));
    CHECK(says(told({1, 2}, {0, -1}), "entry 1 is -1"));
    CHECK(says(told({1, 2}, {0, 1.5}), "entry 1 is 1.5"));
    CHECK(says(told({1, 2}, {0}), "has 2 timestamps and 1 node_ids"));
}

TEST_CASE("times out of order are sorted, unless their group says that they are in order") {
    const test::TemporaryFolder folder;
    const auto told = [&](std::size_t sorting) {
        write_spikes<double>(folder / "s.h5", {1, 3, 2}, {0, 1, 2});
        h5::File::open_to_write(folder / "s.h5")
            .set_enum_attribute("/spikes/p", "sorting", {"none", "by_id", "by_time"}, sorting);
        return refusal({.file = "s.h5"}, folder);
    };
    CHECK(told(0).empty());
    CHECK(told(1).empty());
    CHECK(says(told(2), "/spikes/p/timestamps: entry 2 is 2 ms, but the one before it 3 ms"));
}

TEST_CASE("columns of another shape or unit are refused") {
    const test::TemporaryFolder folder;
    const std::vector<double> four{1, 2, 3, 4};
    {
        h5::File wide = h5::File::create(folder / "wide.h5");
        wide.write<double>("/spikes/p/timestamps", four, {2, 2});
        wide.write<double>("/spikes/p/node_ids", four);
        h5::File seconds = h5::File::create(folder / "seconds.h5");
        seconds.write<double>("/spikes/p/timestamps", four);
        seconds.set_text_attribute("/spikes/p/timestamps", "units", "s");
        seconds.write<double>("/spikes/p/node_ids", four);
    }
    CHECK(says(refusal({.file = "wide.h5"}, folder), "/spikes/p/timestamps: must have one dimension"));
    CHECK(says(refusal({.file = "seconds.h5"}, folder), "is in \"s\"; it must be in ms"));
}

TEST_CASE("SONATA's old names are refused with the new ones") {
    const test::TemporaryFolder folder;
    {
        h5::File file = h5::File::create(folder / "old.h5");
        file.write<double>("/spikes/timestamps", std::vector<double>{1});
        file.write<std::uint64_t>("/spikes/gids", std::vector<std::uint64_t>{0});
    }
    for (const char* group : {"", "/spikes"}) {
        const std::string message = refusal({"old.h5", group, 1, 0}, folder);
        CHECK(message.find("file: is") == 0);
        CHECK(message.find("/spikes holds `gids` and `timestamps` themselves") != std::string::npos);
    }
    {
        h5::File file = h5::File::create(folder / "gids.h5");
        file.write<double>("/spikes/p/timestamps", std::vector<double>{1});
        file.write<std::uint64_t>("/spikes/p/gids", std::vector<std::uint64_t>{0});
    }
    CHECK(refusal({"gids.h5", "", 1, 0}, folder).find("has no `node_ids`, but `gids`, an old name of it") !=
          std::string::npos);
}
