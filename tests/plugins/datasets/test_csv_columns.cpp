// Which row of a table names its columns, and which column is what.
#include "datasets/csv_columns.hpp"

#include <doctest/doctest.h>

#include "dataset_fixture.hpp"

using namespace limen;
using namespace limen::datasets;

namespace {

CsvColumns columns_of(const std::string& first_row, const CsvFiles& options = {}) {
    const Folder folder;
    folder.write("a.csv", first_row + "\n");
    text::File file(folder.path() / "a.csv");
    CsvRow row;
    REQUIRE(next_csv_row(file, row));
    return choose_csv_columns(file, options, row);
}

}  // namespace

TEST_CASE("the first row names the columns if it holds a word and no number") {
    for (const char* row : {"x,y", "x,", ",x,y", "x,NA", "\"x\",y", "time [ms],V_m"}) {
        CAPTURE(row);
        CHECK(columns_of(row).header);
    }
    for (const char* row :
         {"1,2", "+0.5,+1.0", ",1.0", "1.0,", "NA,1", "nan,1", "1e-400,1", "x,1", "0,inf", ",", "?,?"}) {
        CAPTURE(row);
        CHECK_FALSE(columns_of(row).header);
    }
}

TEST_CASE("what was found is said in sentences") {
    CsvFiles options;
    options.label = "who";
    options.ignore = {"note"};
    CHECK(columns_of(",x,y,who,note", options).described() ==
          std::vector<std::string>{"the first row is taken for the names of the columns, because it holds a word "
                                   "(\"x\") and no number",
                                   "5 columns; channels: 2 (\"x\"), 3 (\"y\")", "classes: 4 (\"who\")",
                                   "ignored: 5 (\"note\")", "left out, as they have no name: 1"});
    CHECK(columns_of("+0.5,a").described()[0] ==
          "the first row is taken for values, because it holds a number (\"+0.5\")");
}

TEST_CASE("columns without a name are no channels, nor are those to be ignored") {
    CHECK(columns_of(",x,Unnamed: 2,y").channels == std::vector<std::size_t>{1, 3});
    CHECK(columns_of(",x,Unnamed: 2,y").indices == std::vector<std::size_t>{0, 2});
    CsvFiles options;
    options.ignore = {"x", "1"};
    CHECK(columns_of(",x,y", options).channels == std::vector<std::size_t>{2});
    CHECK(columns_of(",x,y", options).indices.empty());
    options.ignore = {"1"};
    CHECK_FALSE(columns_of("monday,1.0", options).header);
}
