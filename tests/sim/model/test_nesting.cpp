// Depth counts brackets and dots that are TOML's, and no others.
#include "model/nesting.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace limen;

TEST_CASE("the depth of a text is that of its deepest brackets and dotted keys") {
    CHECK(deepest_nesting("").depth == 0);
    CHECK(deepest_nesting("a = 1").depth == 0);
    CHECK(deepest_nesting("a = [[1], {b = [2]}]").depth == 3);
    CHECK(deepest_nesting("a.b.c = 1\nd.e = 2").depth == 2);
    CHECK(deepest_nesting("[population.p]\n[[x]]").depth == 2);
    CHECK(deepest_nesting(std::string(10000, '[')).depth == 10000);
}

TEST_CASE("brackets and dots in strings and comments do not nest") {
    for (const char* text : {"a = \"[[[[\"", "a = '{{{{'", "# [[[[ ....", "a = \"\\\"[[[\"", "a = '\\' # '[[[",
                             "a = \"\"\"\n[[[\n\"[[ \\\"\"\"[ \"\"\"", "a = '''[[[\n''[['''"}) {
        CAPTURE(text);
        CHECK(deepest_nesting(text).depth == 0);
    }
    CHECK(deepest_nesting("a = \"[\nb = [[1]]").depth == 2);  // the string does not end, but its line does
}

TEST_CASE("the deepest place is told by its line and column") {
    const Depth depth = deepest_nesting("a = 1\nb = '''\n'''\nc = [1, [2]]");
    CHECK(depth.line == 4);
    CHECK(depth.column == 9);
}
