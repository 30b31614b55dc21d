// Which units a word, a range and a list mean, and which samples lie in an interval.
#include "model/record_choice.hpp"

#include <doctest/doctest.h>

using namespace limen;

namespace {

using Units = std::vector<std::uint32_t>;

constexpr PopulationParts ten{10, 8};

Units units(const UnitChoice& choice) {
    CHECK(wrong_choice(choice, ten).empty());
    return units_of(choice, ten);
}

std::string refusal(const std::string& text) {
    try {
        parse_units(text);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

std::string refusal_of_list(const std::vector<double>& list) {
    try {
        listed_units(list);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool says(const std::string& told, const std::string& part) {
    CAPTURE(told);
    return told.find(part) != std::string::npos;
}

SampleRange samples(double from, double until, double duration, double period = 2.5) {
    RecordSpec record;
    record.period = period;
    record.from = from;
    record.until = until;
    return samples_of(record, duration);
}

}  // namespace

TEST_CASE("a range goes in steps until before its end, a list is sorted, and a part is that of the population") {
    CHECK(units(parse_units("0:3")) == Units{0, 1, 2});
    CHECK(units(parse_units("1:10:4")) == Units{1, 5, 9});
    CHECK(units(parse_units("1:9:4")) == Units{1, 5});
    CHECK(units(parse_units("7:8:4294967295")) == Units{7});
    CHECK(units(parse_units("excitatory")) == Units{0, 1, 2, 3, 4, 5, 6, 7});
    CHECK(units(parse_units("inhibitory")) == Units{8, 9});
    CHECK(units(listed_units({9, 0, 4})) == Units{0, 4, 9});
    CHECK(units(UnitChoice{}).empty());
    CHECK(parse_units("all").all());
    CHECK_FALSE(parse_units("0:10").all());
}

TEST_CASE("a choice is refused where the population has no such units") {
    CHECK(wrong_choice(listed_units({3, 10}), ten) == "names unit 10, but there are 10: 0 to 9");
    CHECK(wrong_choice(parse_units("0:11"), ten) == "names unit 10, but there are 10: 0 to 9");
    CHECK(wrong_choice(parse_units("0:4294967295:9"), ten) == "names unit 4294967292, but there are 10: 0 to 9");
    CHECK(wrong_choice(parse_units("0:12:9"), ten).empty());  // 0 and 9
    CHECK(says(wrong_choice(parse_units("inhibitory"), {10, 10}), "none of them is inhibitory"));
    CHECK(says(wrong_choice(parse_units("excitatory"), {10, 0}), "all of them are inhibitory"));
}

TEST_CASE("what is no choice is told what would be") {
    for (const char* text : {"", "5", ":", "1:", ":3", "0:1:2:3", "-1:3", "0:3.5", "0 : 3", "0:4294967296", "some"})
        CHECK(says(refusal(text), "it must be a list of units as in [0, 5, 7], a range such as \"0:10\""));
    CHECK(says(refusal("exitatory"), "did you mean \"excitatory\"?"));
    CHECK(says(refusal("3:3"), "a range without a unit"));
    CHECK(says(refusal("3:2"), "a range without a unit"));
    CHECK(says(refusal("3:9:0"), "the step of a range must be at least 1"));
    CHECK(says(refusal_of_list({}), "is empty"));
    CHECK(says(refusal_of_list({1, 2, 1}), "names unit 1 twice"));
    for (const double number : {-1.0, 0.5, 4294967296.0})
        CHECK(says(refusal_of_list({number}), "units are numbered 0, 1, 2"));
}

TEST_CASE("the samples of an interval are those at multiples of the period between its ends, both included") {
    const auto check = [](const SampleRange& range, std::int64_t first, std::int64_t last) {
        CHECK(range.first == first);
        CHECK(range.end == last + 1);
    };
    check(samples(0, 0, 10), 1, 4);
    check(samples(5, 7.5, 10), 2, 3);
    check(samples(4.9, 7.6, 10), 2, 3);
    check(samples(5.1, 0, 10), 3, 4);
    check(samples(0, 20, 10), 1, 4);
    check(samples(0.3, 0.6, 10, 0.1), 3, 6);  // whose multiples are rounded
    CHECK(samples(5.1, 7.4, 10).count() == 0);
    CHECK(samples(20, 0, 10).count() == 0);
}
