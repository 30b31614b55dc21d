// Tables for people and for programs.
#include "table.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace limen::app;

namespace {

Table example() {
    Table table({{"population", "population"}, {"synapses", "synapses"}, {"time", "time_s"}});
    table.add({text_cell("liquid"), count_cell(1234567), seconds_cell(0.25)});
    table.add({text_cell("é"), missing_cell(), seconds_cell(12)});
    return table;
}

}  // namespace

TEST_CASE("text stands left, numbers right, and no line ends in blanks") {
    CHECK(example().text() ==
          "population   synapses     time\n"
          "liquid      1,234,567   250 ms\n"
          "é                   -  12.00 s\n");
    Table words({{"a", "a"}, {"b", "b"}});
    words.add({text_cell("x"), text_cell("")});
    CHECK(words.text() == "a  b\nx\n");
}

TEST_CASE("a table without rows is its header") {
    const Table table({{"name", "name"}, {"unit", "unit"}});
    CHECK(table.empty());
    CHECK(table.text() == "name  unit\n");
    CHECK(table.csv() == "name,unit\n");
    CHECK(table.json().empty());
}

TEST_CASE("control characters never reach the terminal, but stay in the data") {
    Table table(std::vector<Table::Column>{{"name", "name"}});
    table.add({text_cell("red\x1b[31m\n")});
    CHECK(table.text() == "name\nred?[31m?\n");
    CHECK(table.json()[0]["name"] == "red\x1b[31m\n");
}

TEST_CASE("CSV holds whole numbers, nothing for what is unknown, and quotes what needs quotes") {
    CHECK(example().csv() == "population,synapses,time_s\nliquid,1234567,0.25\né,,12\n");
    Table table(std::vector<Table::Column>{{"name", "name"}});
    table.add({text_cell("a,\"b\"\nc")});
    CHECK(table.csv() == "name\n\"a,\"\"b\"\"\nc\"\n");
}

TEST_CASE("CSV keeps every bit of a number") {
    Table table(std::vector<Table::Column>{{"x", "x"}});
    const double third = 1.0 / 3.0;
    table.add({number_cell(third)});
    CHECK(std::stod(table.csv().substr(2)) == third);
}

TEST_CASE("JSON is a list of objects in the order of the columns, with null for what is unknown") {
    const auto json = example().json();
    REQUIRE(json.size() == 2);
    CHECK(json[0].dump() == R"({"population":"liquid","synapses":1234567,"time_s":0.25})");
    CHECK(json[1]["synapses"].is_null());
}
