// What the progress line says; whether it is drawn depends on the terminal.
#include "progress.hpp"

#include <doctest/doctest.h>

using namespace limen;
using namespace limen::app;

TEST_CASE("the progress line holds percentage, speed, spikes and the time left") {
    // 1000 of 4000 ms in 2 s: 500 ms/s, so 3000 ms take 6 s more; 84 spikes in 2 s are 42 a second.
    CHECK(progress_text({1000, 4000, 2, 84}, 200) == "25 %  500 ms/s  42 spikes/s  6.00 s left");
}

TEST_CASE("before anything is done there is no speed to speak of") {
    CHECK(progress_text({0, 4000, 0, 0}, 200) == "0 %");
    CHECK(progress_text({0, 4000, 2, 0}, 200) == "0 %");
}

TEST_CASE("the progress line is never wider than the terminal") {
    CHECK(progress_text({1000, 4000, 2, 84}, 20).size() == 20);
    CHECK(progress_text({1000, 4000, 2, 84}, 0).empty());
}

TEST_CASE("numbers out of order do not lead beyond 0 to 100 percent") {
    CHECK(progress_text({5000, 4000, 2, 0}, 5) == "100 %");
    CHECK(progress_text({0, 0, 0, 0}, 5) == "100 %");
    CHECK(progress_text({-1, 10, 1, 0}, 3) == "0 %");
}
