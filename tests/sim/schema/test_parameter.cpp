// Values against their schema, and as text in a model file.
#include "limen/schema/parameter.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <limits>

using namespace limen;

namespace {

struct Example {
    bool flag = true;
    std::int64_t count = 3;
    double tau = 1.5;
    std::string shape = "exp";
    std::vector<double> grid{1, 2};
    std::vector<std::string> names{};
    static const Parameter<Example> schema[6];
};

const Parameter<Example> Example::schema[6] = {
    {"flag", &Example::flag, "", Range::any, "a flag"},
    {"count", &Example::count, "", Range::positive, "a count"},
    {"tau", &Example::tau, "ms", Range::positive, "a time"},
    {"shape", &Example::shape, "", Range::any, "a word", "exp alpha"},
    {"grid", &Example::grid, "", Range::positive, "sides"},
    {"names", &Example::names, "", Range::any, "words"},
};

}  // namespace

TEST_CASE("the schema of a struct has its initial values as defaults, and values fill the struct") {
    const Schema schema = schema_of<Example>();
    REQUIRE(schema.size() == 6);
    CHECK(std::get<double>(schema[2].default_value) == 1.5);
    CHECK(schema[2].unit == "ms");
    CHECK(schema[3].choices == std::vector<std::string>{"exp", "alpha"});
    std::map<std::string, Value> values;
    for (const ParameterInfo& info : schema) values[info.name] = info.default_value;
    values["tau"] = 7.0;
    values["names"] = std::vector<std::string>{"a", "b"};
    const auto filled = from_parameters<Example>(Parameters(values));
    CHECK(filled.tau == 7.0);
    CHECK(filled.count == 3);
    CHECK(filled.grid == std::vector<double>{1, 2});
    CHECK(filled.names == std::vector<std::string>{"a", "b"});
}

TEST_CASE("numbers are checked at the very ends of their ranges") {
    constexpr double inf = std::numeric_limits<double>::infinity(), least = std::numeric_limits<double>::denorm_min();
    const struct {
        Range range;
        double value;
        bool good;
    } cases[] = {
        {Range::any, -1e308, true},          {Range::any, inf, false},       {Range::any, -inf, false},
        {Range::positive, 0, false},         {Range::positive, least, true}, {Range::not_negative, 0, true},
        {Range::fraction, 1, true},          {Range::fraction, 0, true},     {Range::not_negative, -least, false},
        {Range::fraction, 1.0000001, false}, {Range::share, 0, false},       {Range::share, 1, true}};
    for (const auto& c : cases) {
        CAPTURE(c.value);
        const ParameterInfo info{"x", 0.0, "ms", c.range, ""};
        CHECK(check(info, c.value).empty() == c.good);
        // Every number of a list is checked in the same way.
        const ParameterInfo list{"x", std::vector<double>{}, "ms", c.range, ""};
        CHECK(check(list, std::vector<double>{1, c.value}).empty() == c.good);
    }
    CHECK_FALSE(check({"x", 0.0, "", Range::any, ""}, std::numeric_limits<double>::quiet_NaN()).empty());
}

TEST_CASE("a number is written so that it reads back as the same double, and never as an integer") {
    for (const double x : {0.1, 1.0, 1e300, 5e-324, -0.0, 1.0 / 3, 123456789.0, 1e16}) {
        const std::string text = to_toml(x);
        CHECK(std::strtod(text.c_str(), nullptr) == x);
        CHECK(text.find_first_of(".e") != std::string::npos);
    }
    CHECK(to_toml(std::int64_t{-3}) == "-3");
    CHECK(to_toml(true) == "true");
    CHECK(to_toml(std::string("a \"b\" \\ \n")) == "\"a \\\"b\\\" \\\\ \\u000A\"");
    CHECK(to_toml(std::vector<double>{1, 2.5}) == "[1.0, 2.5]");
    CHECK(to_toml(std::vector<std::string>{}) == "[]");
}

TEST_CASE("a name is quoted as a key only where it must be") {
    CHECK(to_toml_key("tau_m-2") == "tau_m-2");
    CHECK(to_toml_key("my liquid") == "\"my liquid\"");
    CHECK(to_toml_key("") == "\"\"");
    CHECK(to_toml_key("\u00fc") == "\"\u00fc\"");
}

TEST_CASE("a number that may differ from unit to unit is checked and written in each of its forms") {
    const ParameterInfo info{"tau", PerUnit(2), "ms", Range::positive, "a time"};
    PerUnit drawn(5), listed;
    drawn.spread = 0.5;
    drawn.law = SpreadLaw::uniform;
    listed.values = {1, 2};
    CHECK(to_toml(Value(PerUnit(5))) == "5.0");
    CHECK(to_toml(Value(listed)) == "[1.0, 2.0]");
    CHECK(to_toml(Value(drawn)) == "{mean = 5.0, spread = 0.5, law = \"uniform\"}");
    PerUnit parts;
    parts.values = {3, 2};
    parts.by_part = true;
    CHECK(to_toml(Value(parts)) == "{excitatory = 3.0, inhibitory = 2.0}");
    for (const PerUnit& good : {PerUnit(5), drawn, listed, parts}) CHECK(check(info, Value(good)).empty());
    listed.values[1] = -2;
    CHECK(check(info, Value(listed)).find("entry 2") != std::string::npos);
    CHECK(check(info, Value(PerUnit(0))).find("greater than 0") != std::string::npos);
    drawn.spread = -1;
    CHECK(check(info, Value(drawn)).find("spread of -1") != std::string::npos);
}

TEST_CASE("a whole number becomes a smaller type only where it fits") {
    CHECK(checked<std::uint32_t>(4294967295, "size") == 4294967295U);
    CHECK(checked<std::int8_t>(-128, "size") == -128);
    const auto refusal = [](std::int64_t value) {
        try {
            checked<std::uint32_t>(value, "size");
        } catch (const ParameterError& error) {
            return error.key() + " " + error.what();
        }
        return std::string();
    };
    CHECK(refusal(4294967296) == "size is 4294967296; it must be at most 4294967295");
    CHECK(refusal(4294967297) == "size is 4294967297; it must be at most 4294967295");
    CHECK(refusal(-1) == "size is -1; it must be at least 0");
}

TEST_CASE("a parameter that is not there is refused, with what may have been meant") {
    const Parameters parameters({{"tau_m", 10.0}});
    CHECK(parameters.number("tau_m") == 10);
    CHECK_THROWS_WITH_AS(parameters.number("tua_m"), doctest::Contains("did you mean \"tau_m\"?"), Error);
    CHECK_THROWS_WITH_AS(parameters.text("tau_m"), doctest::Contains("\"tau_m\" is a number"), Error);
}
