// Which pattern is played when, and which is asked for.
#include <doctest/doctest.h>

#include <algorithm>

#include "limen/core/error.hpp"
#include "tasks/tasks.hpp"

using namespace limen;
using namespace limen::tasks;

TEST_CASE("a trial's class is the pattern of the segment that is asked for") {
    const Patterns task{.patterns = 3, .segments = 4, .asked = 1, .train = 300, .test = 100};
    const Trials trials = make(task, {"", 5, 0});
    REQUIRE(trials.size() == 400);
    CHECK(trials.classes == std::vector<std::string>{"0", "1", "2"});
    for (std::size_t i = 0; i < 400; ++i) {
        CHECK(trials.frames(i) == 4);
        CHECK(trials.frame(i, 2)[0] == trials.labels[i]);
        CHECK(trials.splits[i] == (i < 300 ? Split::train : Split::test));
    }
    // Evenly: 400 / 3 +- 4 deviations of 9.4.
    for (std::int32_t c = 0; c < 3; ++c)
        CHECK(std::abs(std::count(trials.labels.begin(), trials.labels.end(), c) - 133) < 38);
}

TEST_CASE("a trial is the same however many there are") {
    const Trials few = make(Patterns{.segments = 2, .train = 5, .test = 0}, {"", 5, 0}),
                 many = make(Patterns{.segments = 2, .train = 50, .test = 10}, {"", 5, 0});
    CHECK(std::equal(few.values.begin(), few.values.end(), many.values.begin()));
    CHECK(many.values != make(Patterns{.segments = 2, .train = 50, .test = 10}, {"", 6, 0}).values);
}

TEST_CASE("what makes no task is refused with its key") {
    const auto key_of = [](const Patterns& task) -> std::string {
        try {
            make(task, {"", 1, 0});
        } catch (const ParameterError& error) {
            return error.key();
        }
        return "";
    };
    CHECK(key_of({.patterns = 1}) == "patterns");
    CHECK(key_of({.segments = 2, .asked = 2}) == "asked");
    CHECK(key_of({.segments = 1'000'000, .train = 1000}) == "segments");
}
