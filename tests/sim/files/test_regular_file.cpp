// What is no file of bytes is refused before it is opened.
#include "limen/files/regular_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>

#include "../record/second_process.hpp"
#include "limen/core/error.hpp"

using namespace limen;

namespace {

std::string refusal(const std::filesystem::path& path) {
    try {
        require_regular_file(path);
    } catch (const DataError& error) {
        return error.what();
    }
    return "";
}

bool ends(const std::string& text, const std::string& end) { return text.ends_with(end); }

}  // namespace

TEST_CASE("files and links to them are taken; pipes, folders, devices and loops of links are not, nor waited for") {
    const test::TemporaryFolder folder;
    std::ofstream(folder / "file") << "text";
    std::filesystem::create_symlink(folder / "file", folder / "link");
    std::filesystem::create_symlink(folder / "loop", folder / "loop");
    REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(refusal(folder / "file").empty());
    CHECK(refusal(folder / "link").empty());
    CHECK(ends(refusal(folder / "pipe"), ": is not a regular file, but a pipe"));
    CHECK(ends(refusal(folder / ""), ": is not a regular file, but a folder"));
    CHECK(refusal("/dev/zero") == "/dev/zero: is not a regular file, but a device");
    CHECK(ends(refusal(folder / "absent"), ": there is no such file"));
    CHECK(ends(refusal(folder / "file/within"), ": there is no such file"));
    CHECK(refusal(folder / "loop").find(": cannot be opened (") != std::string::npos);
}
