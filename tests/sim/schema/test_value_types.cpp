// Values become what a parameter wants where nothing is lost.
#include "schema/value_types.hpp"

#include <doctest/doctest.h>

using namespace limen;

TEST_CASE("numbers and texts become what may have several of them, or one for each unit") {
    const Value number = 0.0, per_unit = PerUnit(0), numbers = std::vector<double>{},
                texts = std::vector<std::string>{};
    CHECK(as_type_of(number, std::int64_t{3}) == Value(3.0));
    CHECK(std::get<PerUnit>(as_type_of(per_unit, std::int64_t{3})).values == std::vector<double>{3});
    CHECK(std::get<PerUnit>(as_type_of(per_unit, std::vector<double>{1, 2})).values == std::vector<double>{1, 2});
    CHECK(as_type_of(numbers, 2.5) == Value(std::vector<double>{2.5}));
    CHECK(as_type_of(texts, std::string("a")) == Value(std::vector<std::string>{"a"}));
}

TEST_CASE("what would lose something stays as it is") {
    CHECK(as_type_of(std::int64_t{0}, 3.0) == Value(3.0));
    CHECK(as_type_of(0.0, std::string("3")) == Value(std::string("3")));
    CHECK(as_type_of(true, std::int64_t{1}) == Value(std::int64_t{1}));
    CHECK(as_type_of(std::string(), true) == Value(true));
}
