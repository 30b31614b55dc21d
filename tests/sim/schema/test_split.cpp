// What trials are for, where splits are given and where not.
#include "limen/schema/split.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace limen;

TEST_CASE("a trial is for what its split says; where no splits are given, all trials are for training") {
    const std::vector<Split> splits{Split::test, Split::train, Split::validation};
    for (std::size_t i = 0; i < splits.size(); ++i) CHECK(split_of(splits, i) == splits[i]);
    CHECK(split_of({}, 0) == Split::train);
    CHECK(split_of({}, 1000) == Split::train);
}

TEST_CASE("the names of splits are in the order of the numbers that files hold") {
    CHECK(name_of(Split::train) == "train");
    CHECK(name_of(Split::test) == "test");
    CHECK(name_of(Split::validation) == "validation");
    CHECK(static_cast<int>(Split::train) == 0);
    CHECK(static_cast<int>(Split::test) == 1);
    CHECK(static_cast<int>(Split::validation) == 2);
}
