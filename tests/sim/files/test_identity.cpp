// Files by their contents.
#include "limen/files/identity.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "../record/second_process.hpp"
#include "limen/core/error.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using test::TemporaryFolder;

TEST_CASE("a file has the sum of its bytes, and another one once they change") {
    const TemporaryFolder folder;
    std::ofstream(folder / "f") << "abc";
    CHECK(sha256_of_file(folder / "f") == sha256_of_text("abc"));
    CHECK(sha256_of_file(folder / "f") == sha256_of_text("abc"));
    std::ofstream(folder / "f") << "abcd";
    CHECK(sha256_of_file(folder / "f") == sha256_of_text("abcd"));
}

TEST_CASE("what is no regular file is refused, and a pipe is not waited for") {
    const TemporaryFolder folder;
    REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_AS(sha256_of_file(folder / "pipe"), DataError);
    CHECK_THROWS_AS(sha256_of_file(folder / "none"), DataError);
    CHECK_THROWS_AS(sha256_of_file(folder / "."), DataError);
}

TEST_CASE("a log holds what is noted while it lives, HDF5 files by themselves") {
    const TemporaryFolder folder;
    h5::File::create(folder / "a.h5");
    note_input("before");
    const InputLog log;
    note_input("b");
    h5::File::open(folder / "a.h5");
    note_input("b");
    CHECK(log.files() == std::vector<std::filesystem::path>{"b", folder / "a.h5"});
}
