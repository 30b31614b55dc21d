// What is shared by the commands that read a model.
#include <doctest/doctest.h>

#include "commands.hpp"

using namespace limen;
using namespace limen::app;

TEST_CASE("an override is cut at its first equals sign") {
    const auto overrides = overrides_of({"a.b=1", "a.c=x=y", "a.d="});
    REQUIRE(overrides.size() == 3);
    CHECK(overrides[0] == Override{"a.b", "1"});
    CHECK(overrides[1] == Override{"a.c", "x=y"});
    CHECK(overrides[2] == Override{"a.d", ""});
}

TEST_CASE("every override without a key or a value is told") {
    try {
        overrides_of({"a", "=1", "a.b=1"});
        FAIL("must be refused");
    } catch (const ModelError& error) {
        REQUIRE(error.problems().size() == 2);
        CHECK(error.problems()[0].place.file == "--set a");
        CHECK(error.problems()[1].place.file == "--set =1");
    }
}

TEST_CASE("a command line is kept as a shell would take it again") {
    CommandLine line("limen", "", "");
    std::vector<std::string> words;
    line.add("do", "", [] { return exit_ok; }).required("words", "WORD", &words, "");
    const char* const typed[] = {"./limen", "do", "a.toml", "x=1", "two words", "it's", "$HOME", ""};
    line.parse(static_cast<int>(std::size(typed)), typed);
    CHECK(line.typed() == "./limen do a.toml x=1 'two words' 'it'\\''s' '$HOME' ''");
}
