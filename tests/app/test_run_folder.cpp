// The folder of a run: what it takes over, what it refuses, and that nothing of anyone else's is lost.
#include "run_folder.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "limen/error.hpp"

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
        const RunFolder run(folder, false);
        run.write("manifest.json", "{}");
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
    CHECK_FALSE(fs::exists(scratch.path / "run.h5"));
    CHECK_FALSE(fs::exists(scratch.path / "results.json"));
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
    const RunFolder run(folder, false);
    fs::remove_all(folder);
    CHECK_THROWS_AS(run.write("results.json", "{}"), DataError);
}
