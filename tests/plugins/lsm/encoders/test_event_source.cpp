// Spikes of data are played as they are.
#include "lsm/encoders/event_source.hpp"

#include "encoder_fixture.hpp"

using namespace limen;
using namespace limen::lsm;
using namespace limen::lsm::test;

TEST_CASE("each spike is played at its time by its unit, trial by trial") {
    Trials data = trials_of(1, {{0, 0}, {0, 0, 0}});
    data.event_units = 3;
    data.events = {{0.125, 2}, {7.3, 0}, {19.999, 2}, {4, 1}};
    data.event_offsets = {0, 3, 4};
    PopulationContext context = context_of(1);
    context.event_units = 3;
    const EventSource source({}, context);
    REQUIRE(source.size() == 3);
    const auto first = played(source, data, 0), second = played(source, data, 1);
    REQUIRE(first[2].size() == 2);
    CHECK(first[2][0] == doctest::Approx(0.125).epsilon(1e-14));
    CHECK(first[2][1] == doctest::Approx(19.999).epsilon(1e-14));
    CHECK(first[0].size() == 1);
    CHECK(first[1].empty());
    CHECK(second[1].size() == 1);
}

TEST_CASE("data that are no spikes are refused") { CHECK_THROWS_AS(EventSource({}, context_of(1)), ParameterError); }
