// What is said of readouts that went wrong.
#include "readouts.hpp"

#include <doctest/doctest.h>

using namespace limen;
using namespace limen::app;

namespace {

// One start, two channels.
FreeRunResult run(std::vector<double> outputs) {
    FreeRunResult result;
    result.starts = 1, result.horizon = 3, result.channels = 2;
    result.targets = {-1, 10, 1, 12, 0, 11};
    result.outputs = std::move(outputs);
    return result;
}

}  // namespace

TEST_CASE("a free run whose outputs run away is said to, and one that is only wrong is not") {
    CHECK(runaway_of(run({-1, 10, 1, 12, 0, 11})).empty());
    CHECK(runaway_of(run({-2, 14, 2, 8, -9, 20})).empty());
    const std::string sentence = runaway_of(run({-1, 10, 5, 2, 0, -990}));
    CHECK(sentence.find("channel 1 reaches -990") != std::string::npos);
    CHECK(sentence.find("within 10 and 12") != std::string::npos);
    CHECK(sentence.find("feedback_scaling") != std::string::npos);
    CHECK(runaway_of(run({-1, 10, 1e3, 12, 0, 11})).find("channel 0 reaches 1e+03") != std::string::npos);
}
