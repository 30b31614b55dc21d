// A recording survives kill -9 at any moment with everything up to its last flush.
#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "limen/core/random.hpp"
#include "predictable_recording.hpp"
#include "record/writer.hpp"
#include "second_process.hpp"

using namespace limen;
using test::Line;
using test::TemporaryFolder;

namespace {

constexpr std::uint32_t kills = 50;

std::chrono::microseconds up_to(std::uint32_t most_ms, std::uint32_t kill) {
    return std::chrono::microseconds(Random(most_ms, Purpose::drive, kill).below(most_ms * 1000));
}

// Whether there was a whole trial in the file that a killed writer left.
bool check_left(const std::filesystem::path& part) {
    test::check_predictable(h5::File::open(part), false);
    h5::clear_writer_mark(part);
    CHECK(h5::Id(H5Fopen(part.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose) >= 0);
    const h5::File file = h5::File::open(part);
    test::check_predictable(file, false);
    return file.read<double>("/progress")[0] > 0;
}

}  // namespace

TEST_CASE("a recording killed at any moment opens, with everything up to its last flush as it was given") {
    const TemporaryFolder folder;
    std::uint32_t with_trials = 0;
    for (std::uint32_t kill = 0; kill < kills; ++kill) {
        CAPTURE(kill);
        test::SecondProcess writer([&](const Line& line) {
            Recorder recorder(folder / "run.h5", test::predictable_plan());
            line.say();
            for (std::uint64_t k = 0;; ++k) recorder.append(test::predictable_chunk(k));
        });
        REQUIRE(writer.line().hear());
        // Every other one lives until about its first flush, the rest until after the second, half a second later.
        std::this_thread::sleep_for(up_to(kill % 2 == 0 ? 40 : 1000, kill));
        writer.kill();
        CHECK_FALSE(std::filesystem::exists(folder / "run.h5"));
        if (check_left(folder / "run.h5.part")) ++with_trials;
    }
    CHECK(with_trials >= kills / 5);
}

TEST_CASE("a kill in the midst of a flush leaves the flushes before it whole") {
    const TemporaryFolder folder;
    std::uint32_t with_trials = 0;
    for (std::uint32_t kill = 0; kill < kills; ++kill) {
        CAPTURE(kill);
        // Nearly all its time goes into flushing, so that is where most kills fall.
        test::SecondProcess writer([&](const Line& line) {
            RecordingFile file(folder / "flushed.h5", test::predictable_plan());
            line.say();
            for (std::uint64_t k = 0;; ++k) {
                file.append(test::predictable_chunk(k));
                file.flush();
            }
        });
        REQUIRE(writer.line().hear());
        std::this_thread::sleep_for(up_to(100, kill));
        writer.kill();
        if (check_left(folder / "flushed.h5")) ++with_trials;
    }
    CHECK(with_trials >= kills / 5);
}
