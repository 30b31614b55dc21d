// Numbers in text: what is one, what is missing, and what is a word.
#include <doctest/doctest.h>

#include <clocale>

#include "limen/files/text_file.hpp"

using namespace limen::text;

TEST_CASE("numbers are read to the last bit, with or without blanks and a plus sign") {
    const std::pair<const char*, double> cases[] = {{"1", 1},
                                                    {"-0.5", -0.5},
                                                    {"+2.25", 2.25},
                                                    {" 3 ", 3},
                                                    {"\t4", 4},
                                                    {"1e-3", 1e-3},
                                                    {"+1E+30", 1e30},
                                                    {".5", 0.5},
                                                    {"7.", 7},
                                                    {"0.1", 0.1},
                                                    {"-0", -0.0},
                                                    {"5e-324", 5e-324},
                                                    {"-3.4028234663852886e38", -3.4028234663852886e38}};
    for (const auto& [field, value] : cases) {
        CAPTURE(field);
        CHECK(number_of(field).kind == NumberKind::finite);
        CHECK(number_of(field).value == value);
    }
}

TEST_CASE("a number nearer to 0 than any other is 0, or the smallest one") {
    for (const char* field : {"1e-400", "+1e-400", "-1e-400", "0.000e-999999", "1e-99999999999999999999"}) {
        CAPTURE(field);
        CHECK(number_of(field).kind == NumberKind::finite);
        CHECK(number_of(field).value == 0);
    }
    CHECK(number_of("4e-324").value == 5e-324);
    CHECK(number_of("1e-310").value == 1e-310);
}

TEST_CASE("numbers beyond those of 32 bits are not finite, whether or not 64 bits could hold them") {
    for (const char* field : {"1e308", "-1e39", "3.5e38", "1e400", "-1e99999", "inf", "-inf", "+Infinity"}) {
        CAPTURE(field);
        CHECK(number_of(field).kind == NumberKind::not_finite);
        CHECK(no_number(field).find("is not a finite number of at most 3.4e38") != std::string::npos);
    }
}

TEST_CASE("missing values have many names, and words are all else") {
    for (const char* field : {"", "  ", "NA", "N/A", "nan", "NaN", "NULL", "None", "?", "-"}) {
        CAPTURE(field);
        CHECK(number_of(field).kind == NumberKind::missing);
    }
    for (const char* field : {"x", "1,5", "1.5.2", "1 2", "0x10", "+-1", "--1", "++1", "1e", "+", "nano", "1;2"}) {
        CAPTURE(field);
        CHECK(number_of(field).kind == NumberKind::word);
        CHECK(no_number(field) == "\"" + std::string(field) + "\" is not a number");
    }
    CHECK(no_number(" ") == "a value is empty");
    CHECK(no_number("NA").starts_with("\"NA\" is a missing value"));
    const std::string message = no_number(std::string(100000, 'x'));
    CHECK(message.size() < 200);
    CHECK(message.find("xxx...") != std::string::npos);
}

TEST_CASE("numbers do not depend on the locale") {
    const std::string before = std::setlocale(LC_ALL, nullptr);
    // Where no locale with decimal commas is installed, this checks the usual one again.
    for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C"})
        if (std::setlocale(LC_ALL, name) != nullptr) break;
    CHECK(number_of("1.5").value == 1.5);
    CHECK(number_of("1.5e-400").kind == NumberKind::finite);
    CHECK(number_of("1,5").kind == NumberKind::word);
    std::setlocale(LC_ALL, before.c_str());
}
