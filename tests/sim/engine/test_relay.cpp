// What a relay holds, and what it forgets.
#include "engine/relay.hpp"

#include <doctest/doctest.h>

using namespace limen;

TEST_CASE("frames keep their numbers and places while earlier ones are forgotten") {
    Relay relay;
    for (int frame = 0; frame < 100; ++frame) relay.add(3, frame);
    const double* const place = relay.row(60).data();
    relay.forget_before(40);
    relay.forget_before(10);
    for (int frame = 100; frame < 1000; ++frame) relay.add(3, frame);
    CHECK(relay.end() == 1000);
    CHECK(relay.row(40)[0] == 40);
    CHECK(relay.row(999)[2] == 999);
    CHECK(relay.row(60).data() == place);
}

TEST_CASE("a relay that is cut ends there") {
    Relay relay;
    for (int frame = 0; frame < 10; ++frame) relay.add(1, frame);
    CHECK(!relay.cut());
    relay.forget_before(4);
    relay.cut_at(7);
    CHECK(relay.cut());
    CHECK(relay.end() == 7);
    CHECK(relay.row(6)[0] == 6);
    relay.cut_at(9);
    CHECK(relay.end() == 7);
}
