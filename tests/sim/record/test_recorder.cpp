// A recording holds what was appended, can be followed while it grows, and takes no more memory than its queue may.
#include "record/recorder.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "predictable_recording.hpp"
#include "second_process.hpp"

using namespace limen;
using namespace std::chrono_literals;
using test::Line;
using test::SecondProcess;
using test::TemporaryFolder;

namespace {

namespace fs = std::filesystem;

void record(const fs::path& path, std::uint64_t pieces) {
    Recorder recorder(path, test::predictable_plan());
    for (std::uint64_t k = 0; k < pieces; ++k) recorder.append(test::predictable_chunk(k));
    recorder.close();
}

std::set<pid_t> threads() {
    std::set<pid_t> ids;
    for (const auto& entry : fs::directory_iterator("/proc/self/task")) ids.insert(std::stoi(entry.path().filename()));
    return ids;
}

// Holds the threads that a test starts, from the moment they are told to until let go.
class Hold {
public:
    Hold() {
        REQUIRE(pipe(x_pipe) == 0);
        struct sigaction action {};
        action.sa_handler = [](int) {
            x_held = true;
            char word = 0;
            [[maybe_unused]] const ssize_t got = read(x_pipe[0], &word, 1);
        };
        sigaction(SIGUSR1, &action, nullptr);
    }
    ~Hold() {
        release();
        signal(SIGUSR1, SIG_DFL);
        close(x_pipe[0]);
    }
    void stop(pid_t thread) {
        x_held = false;
        syscall(SYS_tgkill, getpid(), thread, SIGUSR1);
        while (!x_held) std::this_thread::sleep_for(1ms);
    }
    void release() {
        if (x_pipe[1] >= 0) close(x_pipe[1]);
        x_pipe[1] = -1;
    }

private:
    static inline std::atomic<bool> x_held{false};
    static inline int x_pipe[2] = {-1, -1};
};

// A piece of about `bytes` bytes, all of them rows of the report.
RecordingChunk large_chunk(std::size_t bytes, double until) {
    RecordingChunk chunk;
    chunk.until = until;
    chunk.spikes.resize(2);
    const std::size_t rows = bytes / sizeof(float) / test::report_units;
    chunk.reports.push_back({std::vector<float>(rows * test::report_units, 1.F)});
    return chunk;
}

// The largest size that a file may have, while it lives; beyond it writing fails as on a full disk.
class FileLimit {
public:
    explicit FileLimit(rlim_t bytes) {
        getrlimit(RLIMIT_FSIZE, &x_before);
        const rlimit limit{bytes, x_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
        signal(SIGXFSZ, SIG_IGN);
    }
    ~FileLimit() {
        setrlimit(RLIMIT_FSIZE, &x_before);
        signal(SIGXFSZ, SIG_DFL);
    }
    FileLimit(const FileLimit&) = delete;
    FileLimit& operator=(const FileLimit&) = delete;

private:
    rlimit x_before{};
};

}  // namespace

TEST_CASE("everything that was appended is in the file, whatever the number of pieces") {
    const TemporaryFolder folder;
    for (const std::uint64_t pieces : {0U, 1U, 3U, 4U, 41U, 4000U}) {
        CAPTURE(pieces);
        record(folder / "run.h5", pieces);
        const h5::File file = h5::File::open(folder / "run.h5");
        const auto trials = static_cast<double>(pieces / test::pieces_per_trial);
        const auto progress = file.read<double>("/progress");
        CHECK(progress[0] == trials);
        CHECK(progress[1] == static_cast<double>(pieces) * test::piece_duration);
        test::check_predictable(file, true);
        CHECK(file.shape("/report/potential/data")[1] == test::report_units);
        CHECK(file.shape("/inputs/voice/values")[1] == test::channels);
    }
}

TEST_CASE("a recording has its final name only once it is whole") {
    const TemporaryFolder folder;
    const fs::path path = folder / "run.h5", part = folder / "run.h5.part";
    {
        Recorder recorder(path, test::predictable_plan());
        CHECK(fs::exists(part));
        for (std::uint64_t k = 0; k < 10; ++k) recorder.append(test::predictable_chunk(k));
        CHECK_FALSE(fs::exists(path));
        SUBCASE("closed") {
            recorder.close();
            CHECK(fs::exists(path));
            CHECK_FALSE(fs::exists(part));
        }
        SUBCASE("given up") {}
    }
    const fs::path left = fs::exists(path) ? path : part;
    const h5::File file = h5::File::open(left);
    CHECK(file.read<double>("/progress")[1] == 10 * test::piece_duration);
    test::check_predictable(file, true);
}

TEST_CASE("another process sees each piece within a second, also when no other follows") {
    const TemporaryFolder folder;
    SecondProcess writer([&](const Line& line) {
        Recorder recorder(folder / "run.h5", test::predictable_plan());
        line.say();
        std::uint64_t k = 0;
        for (const std::uint64_t until : {1U, 5U, 6U}) {
            for (; k < until; ++k) recorder.append(test::predictable_chunk(k));
            line.hear();
        }
    });
    REQUIRE(writer.line().hear());
    for (const double pieces : {1, 5, 6}) {
        const auto deadline = std::chrono::steady_clock::now() + 5s;
        double until = 0;
        while (until < pieces * test::piece_duration && std::chrono::steady_clock::now() < deadline) {
            std::this_thread::sleep_for(20ms);
            const h5::File file = h5::File::open(folder / "run.h5.part");
            until = file.read<double>("/progress")[1];
            test::check_predictable(file, false);
        }
        CHECK(until == pieces * test::piece_duration);
        writer.line().say();
    }
    CHECK(writer.wait());
}

TEST_CASE("the producer waits once 64 MiB are queued, and goes on when they are written") {
    const TemporaryFolder folder;
    const auto before = threads();
    Hold hold;
    Recorder recorder(folder / "run.h5", test::predictable_plan());
    auto started = threads();
    for (const pid_t thread : before) started.erase(thread);
    REQUIRE(started.size() == 1);
    hold.stop(*started.begin());

    constexpr std::size_t piece = std::size_t{15} << 20U;  // four of them are less than 64 MiB, five are more
    std::atomic<int> appended = 0;
    std::thread producer([&] {
        for (int k = 0; k < 6; ++k) {
            recorder.append(large_chunk(piece, k + 1));
            ++appended;
        }
    });
    for (int i = 0; i < 500 && appended < 4; ++i) std::this_thread::sleep_for(10ms);
    std::this_thread::sleep_for(200ms);
    CHECK(appended == 4);
    hold.release();
    producer.join();
    CHECK(appended == 6);
    recorder.close();
    const auto rows = h5::File::open(folder / "run.h5").shape("/report/potential/data")[0];
    CHECK(rows == 6 * (piece / sizeof(float) / test::report_units));
}

TEST_CASE("a piece larger than the whole queue is taken") {
    const TemporaryFolder folder;
    Recorder recorder(folder / "run.h5", test::predictable_plan());
    for (int k = 0; k < 2; ++k) recorder.append(large_chunk(std::size_t{65} << 20U, k + 1));
    recorder.close();
    CHECK(h5::File::open(folder / "run.h5").read<double>("/progress")[1] == 2);
}

TEST_CASE("what cannot be created is refused at once, with the file's name") {
    const TemporaryFolder folder;
    const fs::path path = folder / "no/such/folder/run.h5";
    try {
        Recorder recorder(path, test::predictable_plan());
        FAIL("was created");
    } catch (const DataError& error) {
        CHECK(error.file() == path.string() + ".part");
    }
}

TEST_CASE("a full disk is told to the producer, and what was saved before can be read") {
    const TemporaryFolder folder;
    const fs::path path = folder / "run.h5", part = folder / "run.h5.part";
    {
        Recorder recorder(path, test::predictable_plan());
        const FileLimit limit(1'000'000);
        const auto record_much = [&] {
            for (std::uint64_t k = 0; k < 100'000; ++k) recorder.append(test::predictable_chunk(k));
            recorder.close();
        };
        CHECK_THROWS_AS(record_much(), DataError);
        CHECK_THROWS_AS(recorder.append(test::predictable_chunk(0)), DataError);
        CHECK_THROWS_AS(recorder.close(), DataError);
    }
    CHECK_FALSE(fs::exists(path));
    // Rows that never were are not shown, neither before the mark of the writer is cleared nor, to other tools, after.
    CHECK(h5::File::open(part).read<double>("/spikes/liquid/timestamps").back() > 0);
    h5::clear_writer_mark(part);
    const h5::File file = h5::File::open(part);
    CHECK(file.read<double>("/progress")[1] >= test::piece_duration);
    test::check_predictable(file, true);
    const h5::Id plain(H5Fopen(part.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose);
    const h5::Id times(H5Dopen2(plain, "/spikes/liquid/timestamps", H5P_DEFAULT), H5Dclose);
    const h5::Id space(H5Dget_space(times), H5Sclose);
    CHECK(static_cast<hsize_t>(H5Sget_simple_extent_npoints(space)) == file.shape("/spikes/liquid/timestamps")[0]);
}

TEST_CASE("a recording that is cut short by a limit can be looked into, whatever the limit") {
    for (const rlim_t limit : {30'000U, 100'000U, 170'000U, 400'000U, 900'000U}) {
        CAPTURE(limit);
        const TemporaryFolder folder;
        const fs::path part = folder / "run.h5.part";
        // Of a process of its own, so that nothing of it is left in the library.
        SecondProcess writer([&](const Line& line) {
            Recorder recorder(folder / "run.h5", test::predictable_plan());
            line.say();
            const FileLimit file_limit(limit);
            try {
                for (std::uint64_t k = 0; k < 100'000; ++k) recorder.append(test::predictable_chunk(k));
                recorder.close();
            } catch (const DataError&) {
            }
        });
        REQUIRE(writer.line().hear());
        writer.wait();
        h5::clear_writer_mark(part);
        test::check_predictable(h5::File::open(part), true);
    }
}

TEST_CASE("a final name that is taken by a folder is refused, and the recording is kept") {
    const TemporaryFolder folder;
    fs::create_directories(folder / "run.h5/full");
    CHECK_THROWS_AS(record(folder / "run.h5", 4), DataError);
    test::check_predictable(h5::File::open(folder / "run.h5.part"), true);
}

TEST_CASE("a recording says whether it is complete, and what was planned") {
    const TemporaryFolder folder;
    RecordingPlan plan = test::predictable_plan();
    plan.trials = 5;
    plan.duration = 70;
    for (const bool complete : {true, false}) {
        Recorder recorder(folder / "run.h5", plan);
        recorder.append(test::predictable_chunk(0));
        CHECK(h5::File::open(folder / "run.h5.part").number_attribute("/", "complete") == 0);
        recorder.close(complete);
        const h5::File file = h5::File::open(folder / "run.h5");
        CHECK(file.number_attribute("/", "complete") == (complete ? 1 : 0));
        CHECK(file.number_attribute("/", "planned_trials") == 5);
        CHECK(file.number_attribute("/", "planned_ms") == 70);
    }
}

TEST_CASE("equal recordings made at different times are equal byte by byte") {
    const TemporaryFolder folder;
    const auto bytes = [&](const char* name) {
        record(folder / name, 41);
        std::ostringstream text;
        text << std::ifstream(folder / name, std::ios::binary).rdbuf();
        return text.str();
    };
    const std::string first = bytes("a.h5");
    std::this_thread::sleep_for(1100ms);
    CHECK((first == bytes("b.h5")));
}
