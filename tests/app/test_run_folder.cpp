// The folder of a run: what it takes over, what it refuses, and that nothing of anyone else's is lost.
#include "run_folder.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "limen/core/error.hpp"

using namespace limen;
using namespace limen::app;
namespace fs = std::filesystem;

namespace {

// A folder of its own that goes with the test.
struct Scratch {
    fs::path path = fs::temp_directory_path() / ("limen_test_run_folder_" + std::to_string(getpid()));
    Scratch() { fs::create_directories(path); }
    ~Scratch() { fs::remove_all(path); }
};

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::string refusal(const fs::path& folder, bool force) {
    try {
        const RunFolder run(folder, force);
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a folder is made with those above it, and goes again if it stays empty") {
    const Scratch scratch;
    const fs::path folder = scratch.path / "a/b";
    {
        const RunFolder run(folder, false);
        CHECK(fs::is_directory(folder));
    }
    CHECK_FALSE(fs::exists(folder));
}

TEST_CASE("what is written stays, whole and without the lock beside it") {
    const Scratch scratch;
    const fs::path folder = scratch.path / "run";
    {
        RunFolder run(folder, false);
        run.write("manifest.json", "{}");
        run.publish();
    }
    CHECK(read(folder / "manifest.json") == "{}");
    CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 1);
}

TEST_CASE("an empty folder is taken, and one with a run in it only by force") {
    const Scratch scratch;
    CHECK(refusal(scratch.path, false).empty());
    write(scratch.path / "run.h5", "old");
    write(scratch.path / "results.json", "old");
    CHECK(holds(refusal(scratch.path, false), "--force"));
    CHECK(read(scratch.path / "run.h5") == "old");
    CHECK(refusal(scratch.path, true).empty());
}

TEST_CASE("force loses nothing of an earlier run before all of the new one is there") {
    const Scratch scratch;
    write(scratch.path / "run.h5", "old");
    write(scratch.path / "results.json", "old");
    write(scratch.path / "readouts.h5", "old");
    {
        RunFolder run(scratch.path, true);
        run.write("results.json", "new");
        run.settle();
        CHECK(read(scratch.path / "results.json") == "old");
    }
    for (const char* name : {"run.h5", "results.json", "readouts.h5"}) CHECK(read(scratch.path / name) == "old");
    RunFolder run(scratch.path, true);
    run.write("results.json", "new");
    write(scratch.path / "run.h5.part", "new");
    run.add_recording();
    CHECK(run.recording() == scratch.path / "run.h5.part");
    run.publish();
    CHECK(run.recording() == scratch.path / "run.h5");
    CHECK(read(scratch.path / "run.h5") == "new");
    CHECK(read(scratch.path / "results.json") == "new");
    CHECK_FALSE(fs::exists(scratch.path / "readouts.h5"));
    CHECK_FALSE(fs::exists(scratch.path / "run.h5.part"));
}

TEST_CASE("in a new folder a run's files have their names as soon as they are there") {
    const Scratch scratch;
    RunFolder run(scratch.path, false);
    run.write("resolved.toml", "new");
    run.settle();
    CHECK(read(scratch.path / "resolved.toml") == "new");
}

TEST_CASE("what a run reads is not replaced by it, by whatever name") {
    const Scratch scratch;
    write(scratch.path / "run.h5", "old");
    fs::create_hard_link(scratch.path / "run.h5", scratch.path / "same");
    fs::create_symlink("run.h5", scratch.path / "link");
    write(scratch.path / "other", "mine");
    const RunFolder run(scratch.path, true);
    for (const char* name : {"run.h5", "same", "link"})
        CHECK_THROWS_AS(run.refuse_input(scratch.path / name), DataError);
    CHECK_NOTHROW(run.refuse_input(scratch.path / "other"));
}

TEST_CASE("a folder that a kill left between making a file and giving it its name is taken up without force") {
    const Scratch scratch;
    write(scratch.path / ".lock", "");
    for (const char* name : {"resolved.toml.part", "resolved.toml.a1b2c3.part", "run.h5.part.a1b2c3.part"})
        write(scratch.path / name, "half");
    CHECK(refusal(scratch.path, false).empty());
    CHECK(fs::is_empty(scratch.path));
    write(scratch.path / "run.h5.part", "recorded");
    CHECK(holds(refusal(scratch.path, false), "--force"));
    CHECK(read(scratch.path / "run.h5.part") == "recorded");
}

TEST_CASE("a folder with the name of a result cannot be replaced, and nothing else is") {
    const Scratch scratch;
    write(scratch.path / "run.h5", "old");
    fs::create_directories(scratch.path / "model.toml/full");
    CHECK(holds(refusal(scratch.path, true), "it is a folder"));
    CHECK(read(scratch.path / "run.h5") == "old");
}

TEST_CASE("force leaves the files that no run writes") {
    const Scratch scratch;
    write(scratch.path / "run.h5", "old");
    write(scratch.path / "notes.txt", "mine");
    CHECK(refusal(scratch.path, true).empty());
    CHECK(read(scratch.path / "notes.txt") == "mine");
}

TEST_CASE("a folder of other things is refused, even by force") {
    const Scratch scratch;
    write(scratch.path / "model.toml", "mine");
    CHECK(holds(refusal(scratch.path, false), "other files"));
    CHECK(holds(refusal(scratch.path, true), "other files"));
    CHECK(read(scratch.path / "model.toml") == "mine");
}

TEST_CASE("a file where the folder should be is refused") {
    const Scratch scratch;
    write(scratch.path / "file", "mine");
    CHECK(holds(refusal(scratch.path / "file", true), "is a file"));
    CHECK(holds(refusal(scratch.path / "file/below", true), "cannot be made"));
    CHECK(read(scratch.path / "file") == "mine");
}

TEST_CASE("a folder in use is refused to a second run, by force too, and free again afterwards") {
    const Scratch scratch;
    {
        const RunFolder run(scratch.path, false);
        CHECK(RunFolder::in_use(scratch.path));
        CHECK(holds(refusal(scratch.path, false), "another run"));
        CHECK(holds(refusal(scratch.path, true), "another run"));
        CHECK(RunFolder::in_use(scratch.path));
    }
    CHECK_FALSE(RunFolder::in_use(scratch.path));
    CHECK(refusal(scratch.path, false).empty());
}

TEST_CASE("the lock that a killed run left behind stops nobody") {
    const Scratch scratch;
    write(scratch.path / ".lock", "");
    CHECK_FALSE(RunFolder::in_use(scratch.path));
    CHECK(refusal(scratch.path, false).empty());
}

TEST_CASE("a folder that goes away while it is written to is an error that names the file") {
    const Scratch scratch;
    const fs::path folder = scratch.path / "run";
    RunFolder run(folder, false);
    fs::remove_all(folder);
    CHECK_THROWS_AS(run.write("results.json", "{}"), DataError);
}
