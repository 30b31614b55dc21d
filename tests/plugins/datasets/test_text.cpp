// Text files that are not what they should be, and the numbers in them.
#include "datasets/text.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <clocale>

#include "dataset_fixture.hpp"

using namespace limen;
using namespace limen::datasets;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    const Folder folder;
    folder.write("a", text);
    TextFile file(folder.path() / "a");
    std::vector<std::string> lines;
    for (std::string_view line; file.next(line);) lines.emplace_back(line);
    CHECK(file.line_number() == lines.size());
    return lines;
}

std::string opening(const std::filesystem::path& path) {
    try {
        const TextFile file(path);
    } catch (const DataError& error) {
        CHECK(error.file() == path);
        return error.what();
    }
    return "";
}

std::string number_error(const std::string& field) {
    const Folder folder;
    folder.write("a", "one line");
    TextFile file(folder.path() / "a");
    std::string_view line;
    file.next(line);
    try {
        file.number(field);
    } catch (const DataError& error) {
        CHECK(error.where() == "line 1");
        return error.what();
    }
    return "";
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
    const auto at = [&](const char* name) { return folder.path() / name; };
    folder.write("empty", "");
    REQUIRE(mkfifo(at("fifo").c_str(), 0600) == 0);
    std::filesystem::create_symlink("loop", at("loop"));
    CHECK(holds(opening(at("missing")), "no such file"));
    CHECK(holds(opening(folder.path()), "not a regular file"));
    CHECK(holds(opening(at("fifo")), "not a regular file"));
    CHECK(holds(opening("/dev/zero"), "not a regular file"));
    CHECK(holds(opening(at("empty")), "is empty"));
    CHECK_FALSE(opening(at("loop")).empty());
    CHECK_FALSE(opening(at("empty") / "below").empty());
}

TEST_CASE("numbers are read to the last bit, with or without blanks and a plus sign") {
    const Folder folder;
    folder.write("a", "x");
    const TextFile file(folder.path() / "a");
    const std::pair<std::string, double> cases[] = {{"1", 1},
                                                    {"-0.5", -0.5},
                                                    {"+2.25", 2.25},
                                                    {" 3 ", 3},
                                                    {"\t4", 4},
                                                    {"1e-3", 1e-3},
                                                    {"1E+300", 1e300},
                                                    {".5", 0.5},
                                                    {"7.", 7},
                                                    {"0.1", 0.1},
                                                    {"-0", -0.0},
                                                    {"5e-324", 5e-324},
                                                    {"1.7976931348623157e308", 1.7976931348623157e308}};
    for (const auto& c : cases) {
        CAPTURE(c.first);
        CHECK(file.number(c.first) == c.second);
    }
}

TEST_CASE("a field that is no finite number is shown, shortened if it is long") {
    for (const std::string field :
         {"abc", "1,5", "1.5.2", "1 2", "0x10", "+-1", "--1", "1e", "1e400", "nan", "-inf", "NaN"}) {
        CAPTURE(field);
        CHECK(holds(number_error(field), "\"" + field + "\""));
    }
    CHECK(holds(number_error(""), "empty"));
    CHECK(holds(number_error("  "), "empty"));
    const std::string message = number_error(std::string(100000, 'x'));
    CHECK(message.size() < 200);
    CHECK(holds(message, "xxx..."));
}

TEST_CASE("numbers do not depend on the locale") {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    // Where no locale with decimal commas is installed, this checks the usual one again.
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C"})
        if (std::setlocale(LC_ALL, name) != nullptr) break;
    CHECK(number_error("1.5").empty());
    CHECK_FALSE(number_error("1,5").empty());
    std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("a text is split at each separator and trimmed of blanks") {
    CHECK(split("a,b,,c", ',') == std::vector<std::string_view>{"a", "b", "", "c"});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(split(",", ',') == std::vector<std::string_view>{"", ""});
    CHECK(trim(" \ta b\t ") == "a b");
    CHECK(trim("  ").empty());
    CHECK(lower("@ClassLabel Ä") == "@classlabel Ä");
}
