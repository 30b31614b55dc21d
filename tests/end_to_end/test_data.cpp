// Data that are not what they seem, through the real program: what it says, with which code, and what it learns.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "limen/hdf5.hpp"

using namespace limen;
using namespace limen::test;

namespace {

std::string model_of(const std::string& data) {
    return "[data.d]\n" + data + R"(
[population.e]
model = "esn"
data = "d"
size = 20
[record.h]
population = "e"
state = "h"
period = 1.0
[readout.r]
trainer = "ridge"
record = "h"
)";
}

// What `validate` and `run` say, which is the same, with exit code 2.
std::string refusal(const Workplace& place, const std::string& data) {
    write_file(place / "m.toml", model_of(data));
    const Outcome validated = place.limen({"validate", "m.toml"});
    CHECK(validated.code == 2);
    const Outcome ran = place.limen({"run", "m.toml", "-o", "x", "--force"});
    CHECK(ran.code == 2);
    CHECK(ran.err == validated.err);
    return ran.err;
}

const std::string ts_head = "@problemName x\n@timeStamps false\n@univariate true\n@classLabel true a b c\n@data\n";

}  // namespace

TEST_CASE("classes that no readout can learn are refused in the same words, whichever reader they come from") {
    const Workplace place;
    const std::string test_alone =
        "data.d: no training trial is of the class \"c\", of which there are test or "
        "validation trials, so that the readout \"r\" cannot learn";
    const std::string single =
        "data.d: all trials are of the class \"a\"; there must be two classes to tell apart, so "
        "that the readout \"r\" cannot learn";
    const std::string both = "\ntrain = \"1\"\ntest = \"2\"\n";
    write_file(place / "1", ts_head + "1,2:a\n2,3:b\n1,1:a\n");
    write_file(place / "2", ts_head + "1,2:a\n2,3:c\n");
    CHECK(holds(refusal(place, "reader = \"ts\"" + both), test_alone));
    write_file(place / "1", ts_head + "1,2:a\n2,3:a\n");
    CHECK(holds(refusal(place, "reader = \"ts\"\ntrain = \"1\"\n"), single));
    write_file(place / "1", "t,x,c\n1,1,a\n2,2,b\n");
    write_file(place / "2", "t,x,c\n1,1,a\n2,2,c\n");
    const std::string csv = "reader = \"csv\"\ntrial = \"t\"\nlabel = \"c\"";
    CHECK(holds(refusal(place, csv + both), test_alone));
    write_file(place / "1", "t,x,c\n1,1,a\n2,2,a\n");
    CHECK(holds(refusal(place, csv + "\ntrain = \"1\"\n"), single));
    CHECK(holds(refusal(place, "reader = \"csv\"\ntrial = \"t\"\nignore = [\"c\"]\ntrain = \"1\"\n"),
                "data.d: no trial has a class, so that the readout \"r\" cannot learn"));
}

TEST_CASE("a declared class that no trial is of is left out with a warning, and the others are learnt") {
    const Workplace place;
    write_file(place / "1", ts_head + "1,2:a\n2,3:c\n1,1:a\n2,4:c\n1,2:a\n3,3:c\n");
    write_file(place / "m.toml", model_of("reader = \"ts\"\ntrain = \"1\"\ntest = \"1\"\n"));
    const Outcome ran = place.limen({"run", "m.toml", "-o", "x"});
    CHECK(ran.code == 0);
    CHECK(holds(ran.err, "no trial is of the class \"b\", which is left out"));
    CHECK(h5::File::open(place / "x/run.h5").read_texts("/trials/classes") == std::vector<std::string>{"a", "c"});
}

TEST_CASE("the target of each trial of a .ts archive is what a readout learns") {
    const Workplace place;
    std::string cases;
    for (int i = 0; i < 40; ++i) {
        const std::string value = std::to_string(0.01 * (i * 7 % 40));
        cases += value + "," + value + "," + value + ":" + value + "\n";
    }
    write_file(place / "1", "@univariate true\n@targetLabel true\n@data\n" + cases);
    write_file(place / "m.toml", model_of("reader = \"ts\"\ntrain = \"1\"\ntest = \"1\"\n"));
    CHECK(place.limen({"run", "m.toml", "-o", "x"}).code == 0);
    const auto results = nlohmann::json::parse(read_file(place / "x/results.json"));
    CAPTURE(results.dump());
    CHECK(results["readouts"][0]["test_nrmse"].get<double>() < 1e-4);
}

TEST_CASE("`limen data` says which columns it has found and what it took the first row for") {
    const Workplace place;
    write_file(place / "a.csv", ",x,y\n0,0.5,1.0\n1,0.25,2.0\n2,0.25,2.0\n");
    const Outcome told = place.limen({"data", "csv", "a.csv"});
    CHECK(told.code == 0);
    CHECK(holds(told.out, "the first row is taken for the names of the columns"));
    CHECK(holds(told.out, "3 columns; channels: 2 (\"x\"), 3 (\"y\")"));
    CHECK(holds(told.out, "left out, as they have no name: 1"));
    CHECK(holds(place.limen({"data", "csv", "a.csv", "--set", "ignore=1,x"}).out, "channels: 3 (\"y\")"));
}

TEST_CASE("pipes, devices and folders are refused at once by every reader") {
    const Workplace place;
    REQUIRE(mkfifo((place / "fifo").c_str(), 0600) == 0);
    for (const char* reader : {"csv", "ts", "events", "sound"}) {
        CAPTURE(reader);
        for (const auto& [path, kind] : {std::pair{"fifo", "a pipe"}, {"/dev/zero", "a device"}, {".", "a folder"}}) {
            const Outcome told = place.limen({"data", reader, path});
            CHECK(told.code == 2);
            CHECK(holds(told.err, std::string("is not a regular file, but ") + kind));
        }
    }
}

TEST_CASE("a model in UTF-16, or whose lines end with CR alone, is called so") {
    using namespace std::string_literals;
    const Workplace place;
    write_file(place / "m.toml", "\xFF\xFE[\0a\0]\0\n\0"s);
    CHECK(place.limen({"validate", "m.toml"}).code == 2);
    CHECK(holds(place.limen({"validate", "m.toml"}).err, "m.toml: is text in UTF-16"));
    write_file(place / "m.toml", "[simulation]\rstop = 10\r");
    CHECK(holds(place.limen({"validate", "m.toml"}).err, "has a line that ends with CR alone"));
}

TEST_CASE("numbers on the command line of `limen data` are read as those of files are") {
    const Workplace place;
    write_file(place / "a.csv", "1,2\n3,4\n");
    CHECK(holds(place.limen({"data", "csv", "a.csv", "--set", "frame=+2.5"}).out, "2.5 ms a frame"));
    CHECK(place.limen({"data", "csv", "a.csv", "--set", "frame=NA"}).code == 2);
    CHECK(place.limen({"data", "csv", "a.csv", "--set", "frame=1e400"}).code == 2);
}

TEST_CASE("what a GraphML file holds beside synapses is named by validate and by a run") {
    const Workplace place;
    write_file(place / "g.graphml",
               "<graphml><key id=\"l\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/><graph "
               "edgedefault=\"directed\"><node id=\"a\"><data key=\"l\">x</data></node><node id=\"b\"/>"
               "<edge source=\"a\" target=\"b\"/></graph></graphml>");
    write_file(place / "m.toml",
               "[simulation]\nstop = 1\n[population.n]\nmodel = \"lif\"\nsize = 2\n[projection.p]\nsource = "
               "\"n\"\ntarget = \"n\"\nrule = \"graphml\"\nfile = \"g.graphml\"\nweight = 1.0\ndelay = 1.0\n");
    for (const std::vector<std::string>& command :
         {std::vector<std::string>{"validate", "m.toml"}, std::vector<std::string>{"run", "m.toml", "-o", "x"}}) {
        const Outcome told = place.limen(command);
        CHECK(told.code == 0);
        CHECK(holds(told.err,
                    "population \"n\" hears synapses of g.graphml, where the vertex attribute \"label\" is not used"));
    }
}
