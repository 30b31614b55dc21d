// Text files that are not what they should be, and the numbers in them.
#include "limen/files/text_file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <fstream>

#include "../record/second_process.hpp"
#include "limen/core/error.hpp"

using namespace limen;
using namespace limen::text;

namespace {

// Removed with all that is in it.
class Folder : public limen::test::TemporaryFolder {
public:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(*this / name, std::ios::binary) << text;
    }
};

std::vector<std::string> lines_of(const std::string& text) {
    const Folder folder;
    folder.write("a", text);
    File file(folder / "a");
    std::vector<std::string> lines;
    for (std::string_view line; file.next(line);) lines.emplace_back(line);
    CHECK(file.line_number() == lines.size());
    return lines;
}

std::string opening(const std::filesystem::path& path) {
    try {
        const File file(path);
    } catch (const DataError& error) {
        CHECK(error.file() == path);
        return error.what();
    }
    return "";
}

std::string opening_of(const std::string& text) {
    const Folder folder;
    folder.write("a", text);
    return opening(folder / "a");
}

bool holds(const std::string& text, const std::string& part) {
    CAPTURE(text);
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("lines end with LF or CRLF, and the last one need not end") {
    CHECK(lines_of("a\nb\n") == std::vector<std::string>{"a", "b"});
    CHECK(lines_of("a\r\nb") == std::vector<std::string>{"a", "b"});
    CHECK(lines_of("\n\nb") == std::vector<std::string>{"", "", "b"});
    CHECK(lines_of("\xEF\xBB\xBF"
                   "a") == std::vector<std::string>{"a"});
}

TEST_CASE("a path that leads to no regular file is refused at once") {
    const Folder folder;
    const auto at = [&](const char* name) { return folder / name; };
    folder.write("empty", "");
    REQUIRE(mkfifo(at("fifo").c_str(), 0600) == 0);
    std::filesystem::create_symlink("loop", at("loop"));
    CHECK(holds(opening(at("missing")), "no such file"));
    CHECK(holds(opening(folder / ""), "not a regular file"));
    CHECK(holds(opening(at("fifo")), "not a regular file, but a pipe"));
    CHECK(holds(opening("/dev/zero"), "not a regular file, but a device"));
    CHECK(holds(opening(at("empty")), "is empty"));
    CHECK_FALSE(opening(at("loop")).empty());
    CHECK_FALSE(opening(at("empty") / "below").empty());
}

TEST_CASE("a field that is no finite number is refused at its line") {
    const Folder folder;
    folder.write("a", "first\nsecond");
    File file(folder / "a");
    std::string_view line;
    file.next(line);
    file.next(line);
    CHECK(file.number(" +0.5 ") == 0.5);
    for (const char* field : {"", "x", "NA", "1e308"}) {
        try {
            file.number(field);
            FAIL("is taken for a number");
        } catch (const DataError& error) {
            CHECK(error.where() == "line 2");
            CHECK(holds(error.what(), no_number(field)));
        }
    }
}

TEST_CASE("text in UTF-16 or UTF-32 is called so, with the way out") {
    using namespace std::string_literals;
    for (const std::string& text : {"\xFF\xFEx\0,\0y\0\n\0"s, "\xFE\xFF\0x\0,\0y\0\n"s, "x\0,\0y\0\n\0"s,
                                    "\0x\0,\0y\0\n"s, "\xFF\xFE\0\0x\0\0\0"s}) {
        const std::string message = opening_of(text);
        CHECK(holds(message, "UTF-16"));
        CHECK(holds(message, "iconv"));
    }
}

TEST_CASE("bytes that are 0, lines that end with CR alone and packed files are refused with what they are") {
    using namespace std::string_literals;
    CHECK(holds(opening_of("a,b\n1,2\n3,\0\n"s), "line 3: holds a byte that is 0"));
    CHECK(holds(opening_of("a,b\r1,2\r3,4\r"), "line 1: has a line that ends with CR alone"));
    CHECK(holds(opening_of("a,b\n1,2\r3,4\n"), "line 2: has a line that ends with CR alone"));
    CHECK(holds(opening_of("\x1F\x8B\x08 and more"), "is compressed"));
    CHECK(lines_of("a\r\r\nb\r") == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a file that is too large is refused before it is read") {
    const Folder folder;
    folder.write("a", "12345");
    CHECK(whole_file(folder / "a", 5) == "12345");
    CHECK_THROWS_AS(whole_file(folder / "a", 4), DataError);
}

TEST_CASE("a text is split at each separator and trimmed of blanks") {
    CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
    CHECK(trim(" \ta b\t ") == "a b");
    CHECK(trim("  ").empty());
    CHECK(lower("@ClassLabel Ä") == "@classlabel Ä");
}
