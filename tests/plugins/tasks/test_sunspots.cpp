// The table of sunspot numbers, as it is and as it must not be.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "task_fixture.hpp"

using namespace limen;
using namespace limen::tasks;
using namespace limen::tasks::test;

namespace {

Sunspots monthly() {
    Sunspots task;
    task.file = "data/sunspots/sunspots_monthly.dat";
    return task;
}

// What a table of this text is refused with.
std::string refused(const std::string& text) {
    const std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("limen_sunspots_" + std::to_string(getpid()));
    std::ofstream(path) << text;
    Sunspots task;
    task.file = path.string();
    task.train = 1;
    task.test = 0;
    const std::string message = refusal(task);
    std::filesystem::remove(path);
    return message;
}

const std::string year = " 1 2 3 4 5 6 7 8 9 10 11 12\n";

}  // namespace

TEST_CASE("sunspots: parts and targets") {
    check_parts(monthly());
    check_prediction(monthly());
}

TEST_CASE("sunspots: the series begins in January 1749 and has 3,126 months") {
    Sunspots task = monthly();
    task.train = 3126 - 1;
    task.test = 0;
    const Trials trials = make(task, seeded(1));
    CHECK(trials.values[0] == 58.0);
    CHECK(trials.values[11] == 85.2);
    CHECK(trials.values[12] == 73.3);     // January 1750
    CHECK(trials.values[24] == 70.0);     // January 1751, below an empty line
    CHECK(trials.targets.back() == 2.6);  // June 2009
    task.train = 3126;
    CHECK(holds(refusal(task), "there are 3126"));
}

TEST_CASE("sunspots: wrong tables are refused at their line") {
    CHECK(refused("head\n1749" + year + "1750 1 2\n").empty());
    CHECK(holds(refused("nothing\n"), "no row that begins with a year"));
    CHECK(holds(refused("head\n1749" + year + "1751" + year), "line 3: the year 1751 follows 1749"));
    CHECK(holds(refused("1749 1 2\n1750" + year), "line 2: follows the year 1749, which lacks months"));
    CHECK(holds(refused("1749\n"), "line 1: the year 1749 has 0 values"));
    CHECK(holds(refused("1749 13" + year), "13 values"));
    for (const char* bad : {"x", "nan", "-1", "1e999", "1,5"})
        CHECK(holds(refused(std::string("1749 ") + bad + "\n"), "no sunspot number"));
    Sunspots missing;
    CHECK(holds(refusal(missing), "file must name a file"));
    missing.file = "data/none.dat";
    CHECK(holds(refusal(missing), "cannot be read"));
}
