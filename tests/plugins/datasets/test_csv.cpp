// The CSV reader: what RFC 4180 allows, how columns are chosen, and files that are wrong.
#include <doctest/doctest.h>

#include "dataset_fixture.hpp"

using namespace limen;
using namespace limen::datasets;

namespace {

using Given = std::map<std::string, std::string>;

Given complete(Given given, const std::string& test) {
    given["train"] = "train.csv";
    if (!test.empty()) given["test"] = "test.csv";
    return given;
}

Trials load(const std::string& train, const Given& given = {}, const std::string& test = "") {
    const Folder folder;
    folder.write("train.csv", train);
    folder.write("test.csv", test);
    return CsvFactory().load(with<CsvFiles>(complete(given, test)), {folder.path()});
}

std::string refused(const std::string& train, const Given& given = {}, const std::string& test = "") {
    const Folder folder;
    folder.write("train.csv", train);
    folder.write("test.csv", test);
    return refusal<CsvFactory, CsvFiles>(folder, complete(given, test));
}

const std::string labelled = "trial,x,y,who\n1,0.5,1,bea\n1,1.5,2,bea\n2,2.5,3,al\n";
const Given by_name{{"trial", "trial"}, {"label", "who"}};

}  // namespace

TEST_CASE("a plain table of numbers is one training trial") {
    for (const std::string text :
         {"1,2\n3,4\n", "1,2\r\n3,4\r\n", "1,2\n3,4", "\n1,2\n\n \n3,4\n\n", "\"1\",\"2\"\n 3 ,\t4\n"}) {
        CAPTURE(text);
        const Trials trials = load(text);
        CHECK(trials.channels == 2);
        CHECK(trials.values == std::vector<double>{1, 2, 3, 4});
        CHECK(trials.offsets == std::vector<std::uint64_t>{0, 2});
        CHECK(trials.labels == std::vector<std::int32_t>{-1});
        CHECK(trials.splits == std::vector<Split>{Split::train});
        CHECK(trials.classes.empty());
    }
}

TEST_CASE("rows are grouped into trials, and classes are numbered as they appear") {
    const Trials trials = load(labelled, by_name, "who,trial,x,y\nal,1,7,8\n\"bea\",2,9,10\n");
    CHECK(trials.channels == 2);
    CHECK(trials.values == std::vector<double>{0.5, 1, 1.5, 2, 2.5, 3, 7, 8, 9, 10});
    CHECK(trials.offsets == std::vector<std::uint64_t>{0, 2, 3, 4, 5});
    CHECK(trials.labels == std::vector<std::int32_t>{0, 1, 1, 0});
    CHECK(trials.splits == std::vector<Split>{Split::train, Split::train, Split::test, Split::test});
    CHECK(trials.classes == std::vector<std::string>{"bea", "al"});
}

TEST_CASE("columns may be given by number") {
    const Given by_number{{"trial", "1"}, {"label", "4"}};
    CHECK(load(labelled, by_number).labels == std::vector<std::int32_t>{0, 1});
    CHECK(load("1,0.5,1,7\n2,2.5,3,8\n", by_number).classes == std::vector<std::string>{"7", "8"});
}

TEST_CASE("columns of targets are no channels, and are taken frame by frame") {
    for (const char* target : {"y", "2"}) {
        const Trials trials = load("u,y,v\n1,2,3\n4,5,6\n", {{"targets", target}}, "u,y,v\n7,8,9\n");
        CHECK(trials.channels == 2);
        CHECK(trials.values == std::vector<double>{1, 3, 4, 6, 7, 9});
        CHECK(trials.target_channels == 1);
        CHECK(trials.targets == std::vector<double>{2, 5, 8});
    }
    CHECK(load("1,2\n").target_channels == 0);
}

TEST_CASE("targets that are no column of their own are refused") {
    CHECK(holds(refused("u,y\n1,2\n", {{"targets", "z"}}), "targets names the column \"z\""));
    CHECK(holds(refused("u,y,v\n1,2,3\n", {{"targets", "y"}, {"label", "y"}}), "the trial or the class"));
    CHECK(holds(refused("y\n1\n", {{"targets", "y"}}), "no column is left"));
    CHECK(holds(refused("u,y\n1,2\n", {{"targets", ""}}), "empty name"));
    CHECK(holds(refused("u,y\n1,x\n", {{"targets", "y"}, {"header", "yes"}}), "line 2"));
}

TEST_CASE("a first row whose words are all classes or trials is no header") {
    const Trials trials = load("t1,1,2,bea\nt2,3,4,al\n", {{"trial", "1"}, {"label", "4"}});
    CHECK(trials.values == std::vector<double>{1, 2, 3, 4});
    CHECK(trials.classes == std::vector<std::string>{"bea", "al"});
}

TEST_CASE("the header can be asserted or denied") {
    CHECK(load("1,2\n3,4\n", {{"header", "yes"}}).values == std::vector<double>{3, 4});
    CHECK(load("1,2\n3,4\n", {{"header", "no"}}).values == std::vector<double>{1, 2, 3, 4});
    CHECK(holds(refused("x,y\n3,4\n", {{"header", "no"}}), "line 1: \"x\""));
}

TEST_CASE("quoted fields may hold commas, quotes and line ends") {
    const Trials trials =
        load("x,\"a, \"\"b\"\"\nc\"\n1,\"one, \"\"1\"\"\n\n1\"\n2,\"one, \"\"1\"\"\n\n1\"\n", {{"label", "2"}});
    CHECK(trials.values == std::vector<double>{1, 2});
    CHECK(trials.classes == std::vector<std::string>{"one, \"1\"\n\n1"});
}

TEST_CASE("a wrong file is refused with the line and what is wrong in it") {
    const struct {
        std::string text;
        Given given;
        std::string where, what;
    } cases[] = {
        {"1,2\n3\n", {}, "line 2", "1 columns; it must have 2"},
        {"1,2\n3,4,5\n", {}, "line 2", "3 columns"},
        {"1,2\n3,\n", {}, "line 2", "empty"},
        {"1,2\n3,nan\n", {}, "line 2", "\"nan\" is a missing value"},
        {"1,2\n3,1e308\n", {}, "line 2", "\"1e308\" is not a finite number of at most 3.4e38"},
        {",1.0\n0.25,-1.0\n", {}, "line 1", "a value is empty, in column 1; the first row is taken for values"},
        {"NA,1.0\n0.25,-1.0\n", {}, "line 1", "header = \"yes\""},
        {"x,1\n0.25,-1.0\n", {}, "line 1", "because it holds a number (\"1\")"},
        {",x\n0.5,1\n", {}, "line 2", "column 1 has no name in the header, and \"0.5\""},
        {"1,2\n3,?\n", {}, "line 2", "\"?\""},
        {"1,2\n\n\"1,000\",2\n", {}, "line 3", "\"1,000\""},
        {"1;2\n3;4\n", {{"header", "no"}}, "line 1", "\"1;2\""},
        {"x;y\n1;2\n3;4\n",
         {},
         "line 2",
         "\"1;2\" is not a number, in column 1 (\"x;y\"); columns are separated by commas"},
        {"x y\n1\t2\n", {}, "line 2", "columns are separated by commas"},
        {"x,y\n", {}, "line 1", "without a row"},
        {"\n\n", {}, "line 2", "without a row"},
        {"1,\"2\n3,4\n", {}, "line 2", "inside quotes"},
        {"t,x\n1,1\n2,2\n1,3\n", {{"trial", "t"}}, "line 4", "trial \"1\" goes on"},
        {"t,x,c\n1,1,a\n1,2,b\n", {{"trial", "t"}, {"label", "c"}}, "line 3", "\"a\" to \"b\""},
        {"t,x,c\n1,1,\n", {{"trial", "t"}, {"label", "c"}}, "line 2", "class is empty"},
        {"t,c\n1,a\n", {{"trial", "t"}, {"label", "c"}}, "line 1", "no column is left"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const std::string message = refused(c.text, c.given);
        CAPTURE(message);
        CHECK(message.substr(0, message.find(':')) == c.where);
        CHECK(holds(message, c.what));
    }
    CHECK(holds(refused(""), "is empty"));
}

TEST_CASE("a column that is not there is refused, with the nearest name") {
    CHECK(holds(refused(labelled, {{"label", "woh"}}), "label names the column \"woh\""));
    CHECK(holds(refused(labelled, {{"label", "woh"}}), "did you mean \"who\"?"));
    CHECK(
        holds(refused("1,2\n", {{"trial", "3"}}), "it has 2 columns without names: its first row is taken for values"));
    CHECK(holds(refused("1,2\n", {{"trial", "0"}}), "trial names the column \"0\""));
    CHECK(holds(refused(labelled, {{"trial", "who"}, {"label", "4"}}), "label names the same column"));
}

TEST_CASE("a test file must fit the training file") {
    CHECK(holds(refused("1,2\n", {}, "1\n"), "line 1: the file has 1 channels, but the training file 2"));
    CHECK(holds(refused("x,y\n1,2\n", {}, "y,x\n1,2\n"), "line 1: the channels are \"y,x\""));
    CHECK(load("x,y\n1,2\n", {}, "3,4\n").size() == 2);
}

TEST_CASE("many classes and trials take no longer than their file is long") {
    std::string text;
    for (int i = 0; i < 200000; ++i) text += std::to_string(i) + ",1,c" + std::to_string(i) + "\n";
    CHECK(load(text, {{"trial", "1"}, {"label", "3"}}).classes.size() == 200000);
}

TEST_CASE("a first row of signed, tiny or absent numbers is a frame like all others") {
    CHECK(load("+0.5,+1.0\n+0.25,-1.0\n").values == std::vector<double>{0.5, 1, 0.25, -1});
    CHECK(load("1e-400,1\n2,-1e-400\n").values == std::vector<double>{0, 1, 2, 0});
}

TEST_CASE("pandas' index is left out with a note, in order or not, and a named one is noted") {
    const Trials trials = load(",x,y\n0,0.5,1\n1,0.25,2\n2,0.25,3\n", {}, ",x,y\n7,1,2\n3,3,4\n");
    CHECK(trials.channels == 2);
    CHECK(trials.values == std::vector<double>{0.5, 1, 0.25, 2, 0.25, 3, 1, 2, 3, 4});
    CHECK(trials.notes == std::vector<std::string>{"column 1 has no name and is left out, as an index of the rows"});
    const Trials named = load("row,x\n0,5\n1,5\n2,6\n");
    CHECK(named.channels == 2);
    REQUIRE(named.notes.size() == 1);
    CHECK(holds(named.notes[0], "column 1 (\"row\") counts the rows"));
    CHECK(load("row,x\n0,5\n1,5\n2,6\n", {{"ignore", "row"}}).values == std::vector<double>{5, 5, 6});
    CHECK(load("t\n0\n1\n2\n").notes.empty());
    REQUIRE(load("0,1,2\n5,6,7\n").notes.size() == 1);
    CHECK(holds(load("0,1,2\n5,6,7\n").notes[0], "counts the columns"));
}

TEST_CASE("a row of more columns than any table has is refused") {
    CHECK(holds(refused(std::string(2'000'000, ',')), "line 1: the row has more than 1048576 columns"));
}
