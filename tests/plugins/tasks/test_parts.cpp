// Series cut into trials.
#include "tasks/parts.hpp"

#include <doctest/doctest.h>

using namespace limen;
using namespace limen::tasks;

namespace {

const std::vector<double> series{0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5};  // six rows of two channels

}  // namespace

TEST_CASE("consecutive parts follow each other without a gap, and a target is the row that comes so much later") {
    const Trials trials = consecutive_parts({2, 1, 2}, series, 2, 1);
    REQUIRE(trials.size() == 3);
    CHECK(trials.values == std::vector<double>(series.begin(), series.begin() + 10));
    CHECK(trials.targets == std::vector<double>(series.begin() + 2, series.end()));
    CHECK(trials.offsets == std::vector<std::uint64_t>{0, 2, 3, 5});
    CHECK(trials.labels == std::vector<std::int32_t>{-1, -1, -1});
}

TEST_CASE("a series that is shorter than its parts and the horizon is refused with both numbers") {
    CHECK_NOTHROW(consecutive_parts({3, 0, 2}, series, 2, 1));
    CHECK_THROWS_WITH_AS(consecutive_parts({3, 0, 2}, series, 2, 2),
                         "and the other parts need 7 values with the horizon; there are 6", ParameterError);
}

TEST_CASE("parts of no frames are no trials, and each is made with its own length") {
    std::vector<std::size_t> lengths;
    const Trials trials = independent_parts({4, 0, 3}, 1, 1, [&](Split, std::size_t frames) {
        lengths.push_back(frames);
        return Sequence{std::vector<double>(frames, 1.0), std::vector<double>(frames, 2.0)};
    });
    CHECK(lengths == std::vector<std::size_t>{4, 3});
    CHECK(trials.splits == std::vector<Split>{Split::train, Split::test});
}

TEST_CASE("an interval without a width is refused") {
    CHECK_NOTHROW(check_interval(0, 1));
    CHECK_THROWS_AS(check_interval(1, 1), ParameterError);
}
