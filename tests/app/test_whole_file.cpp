// Outputs of commands: never a source, by whatever name, and only one command at a time writes them.
#include "whole_file.hpp"

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
    fs::path path = fs::temp_directory_path() / ("limen_test_whole_file_" + std::to_string(getpid()));
    Scratch() { fs::create_directories(path); }
    ~Scratch() { fs::remove_all(path); }
    fs::path operator/(const char* name) const { return path / name; }
};

void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("an output that is a source is refused even by force, by a link and by a hard link too") {
    const Scratch scratch;
    write(scratch / "run.h5", "mine");
    fs::create_symlink("run.h5", scratch / "link.h5");
    fs::create_hard_link(scratch / "run.h5", scratch / "hard.h5");
    for (const char* name : {"run.h5", "link.h5", "hard.h5"})
        CHECK_THROWS_AS(check_output(scratch / name, {{scratch / "run.h5", "the recording"}}, true), DataError);
    CHECK_NOTHROW(check_output(scratch / "other.h5", {{scratch / "run.h5", "the recording"}}, false));
}

TEST_CASE("a link that leads nowhere is there already, and replaced by force without being followed") {
    const Scratch scratch;
    fs::create_symlink("nowhere", scratch / "out.h5");
    CHECK_THROWS_AS(check_output(scratch / "out.h5", {}, false), DataError);
    CHECK_NOTHROW(check_output(scratch / "out.h5", {}, true));
    write_whole(scratch / "out.h5", "new");
    CHECK(fs::is_regular_file(fs::symlink_status(scratch / "out.h5")));
    CHECK_FALSE(fs::exists(scratch / "nowhere"));
}

TEST_CASE("the name on the way is nobody's: what is called out.h5.part stays, and no link there is followed") {
    const Scratch scratch;
    write(scratch / "run.h5", "mine");
    fs::create_symlink("run.h5", scratch / "out.h5.part");
    {
        OutputFile file(scratch / "out.h5");
        CHECK(file.path() != scratch / "out.h5.part");
        write(file.path(), "new");
        file.publish();
    }
    { const OutputFile given_up(scratch / "other.h5"); }
    CHECK(read(scratch / "run.h5") == "mine");
    CHECK(read(scratch / "out.h5") == "new");
    CHECK(fs::is_symlink(scratch / "out.h5.part"));
    CHECK(std::distance(fs::directory_iterator(scratch.path), fs::directory_iterator()) == 3);
}

TEST_CASE("two commands cannot write one output at once, and others beside it they can") {
    const Scratch scratch;
    {
        const OutputFile first(scratch / "readouts.h5");
        CHECK_THROWS_AS(OutputFile(scratch / "readouts.h5"), DataError);
        CHECK_NOTHROW(OutputFile(scratch / "others.h5"));
    }
    CHECK_NOTHROW(OutputFile(scratch / "readouts.h5"));
    CHECK(fs::is_empty(scratch.path));
}

TEST_CASE("several files get their places together or not at all") {
    const Scratch scratch;
    write(scratch / "a", "old");
    write(scratch / "stale", "old");
    fs::create_directories(scratch / "c/full");
    WholeFile a(scratch / "a"), b(scratch / "b"), c(scratch / "c");
    for (const WholeFile* file : {&a, &b, &c}) file->write("new");
    WholeFile* const all[] = {&a, &b, &c};
    CHECK_THROWS_AS(WholeFile::publish(all, {scratch / "stale"}), DataError);
    CHECK(read(scratch / "a") == "old");
    CHECK(read(scratch / "stale") == "old");
    CHECK_FALSE(fs::exists(scratch / "b"));
    fs::remove_all(scratch / "c");
    WholeFile::publish(all, {scratch / "stale"});
    for (const char* name : {"a", "b", "c"}) CHECK(read(scratch / name) == "new");
    CHECK_FALSE(fs::exists(scratch / "stale"));
    CHECK(std::distance(fs::directory_iterator(scratch.path), fs::directory_iterator()) == 3);
}
