// What a recording says that was not finished.
#include "limen/simulation/recording_summary.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

using namespace limen;
namespace fs = std::filesystem;

namespace {

struct Scratch {
    fs::path path = fs::temp_directory_path() / ("limen_test_recording_" + std::to_string(getpid()) + ".h5");
    ~Scratch() { fs::remove(path); }
};

// Without populations; `complete` as in the file, below 0: no such mark, as before format 2.
RecordingSummary summary_of(const fs::path& path, int complete, std::uint64_t seed = 1) {
    {
        h5::File file = h5::File::create(path);
        file.set_attribute("/", "limen_format", std::uint32_t{2});
        if (complete >= 0) file.set_attribute("/", "complete", static_cast<std::uint8_t>(complete));
        file.set_attribute("/", "planned_trials", std::uint64_t{640});
        file.set_attribute("/", "planned_ms", 9000.0);
        file.make_group("/model");
        file.make_group("/populations");
        file.set_attribute("/model", "seed", seed);
        file.set_text_attribute("/model", "model_file", "m.toml");
        file.set_text_attribute("/model", "version", "0.2.0");
        file.write<double>("/progress", std::vector<double>{448, 6500.5});
        file.write<std::uint8_t>("/trials/split", std::vector<std::uint8_t>(448, 0));
    }
    return summarise_recording(h5::File::open(path));
}

}  // namespace

TEST_CASE("a recording that was not finished says how much of it is there, and a whole one nothing") {
    const Scratch scratch;
    CHECK(summary_of(scratch.path, 0).missing == "is not complete: it holds 448 of 640 trials, 6500.5 of 9000 ms");
    CHECK(summary_of(scratch.path, 1).missing.empty());
    CHECK(summary_of(scratch.path, -1).missing.empty());
}

TEST_CASE("a seed is read exactly, above 2^53 too") {
    const Scratch scratch;
    for (const std::uint64_t seed : {(std::uint64_t{1} << 53U) + 1, ~std::uint64_t{0}})
        CHECK(summary_of(scratch.path, 1, seed).seed == seed);
}

TEST_CASE("a rate is that of the units and of the time that were recorded") {
    const Scratch scratch;
    summary_of(scratch.path, 1);
    {
        h5::File file = h5::File::open_to_write(scratch.path);
        file.make_group("/populations/p");
        file.set_text_attribute("/populations/p", "model", "lif");
        file.set_attribute("/populations/p", "size", std::uint64_t{1000});
        file.set_attribute("/populations/p", "synapses", std::uint64_t{0});
        file.write<std::uint64_t>("/populations/p/synaptic_events", std::vector<std::uint64_t>(2));
        file.write<double>("/trials/duration", std::vector<double>{300, 150});
        file.write<double>("/spikes/p/timestamps", std::vector<double>{110, 120, 130});
        file.write<std::uint64_t>("/spikes/p/recorded_node_ids", std::vector<std::uint64_t>{7, 900});
        file.set_attribute("/spikes/p", "from", 100.0);
        file.set_attribute("/spikes/p", "until", 200.0);
    }
    const RecordingSummary summary = summarise_recording(h5::File::open(scratch.path));
    REQUIRE(summary.populations.size() == 1);
    CHECK(summary.populations[0].units == 1000);
    CHECK(summary.populations[0].rate == doctest::Approx(3 / 2.0 / 0.15));  // two units, 100 and 50 ms
}
