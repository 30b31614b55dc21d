// The same numbers, made many at a time.
#include "core/random_ahead.hpp"

#include <doctest/doctest.h>

using namespace limen;

TEST_CASE("numbers made ahead are those of the stream, also where it has begun") {
    Random random(5, Purpose::delays, 2, 7);
    random();
    RandomAhead ahead(random);
    for (int i = 0; i < 300; ++i) REQUIRE(ahead() == random());
    for (int i = 0; i < 300; ++i) REQUIRE(ahead.uniform() == random.uniform());
}
