// The mean and deviation of channels, and those that are constant but for rounding.
#include "limen/core/channel_scale.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace limen;

namespace {

ChannelScale scale_of(const std::vector<double>& values) {
    return channel_scale([&](auto&& use) {
        for (const double x : values) use(x);
    });
}

}  // namespace

TEST_CASE("a channel of -1 and 1 about 3 has mean 3 and deviation 1") {
    const ChannelScale scale = scale_of({2, 4, 2, 4});
    CHECK(scale.mean == 3);
    CHECK(scale.squares == 4);
    CHECK(scale.count == 4);
    CHECK(scale.variance() == 1);
    CHECK(scale.deviation() == 1);
    CHECK(scale.divisor() == 1);
}

TEST_CASE("a constant is one whatever its binary digits and its number, and counts as 0 wherever it differs") {
    for (const double constant : {0.1, 7.5, -0.3, 1e-300, 1e290, 0.0})
        for (const std::size_t count : {1U, 10U, 1000U, 1'000'000U}) {
            CAPTURE(constant);
            CAPTURE(count);
            const ChannelScale scale = scale_of(std::vector<double>(count, constant));
            CHECK(scale.deviation() == 0);
            CHECK((0.11 - scale.mean) / scale.divisor() == 0);
        }
}

TEST_CASE("what differs by rounding alone is constant, what differs by more is not") {
    CHECK(scale_of({0.3, 0.1 + 0.2, 3 * 0.1}).deviation() == 0);
    CHECK(scale_of({1e6, std::nextafter(1e6, 0.0), 1e6 + 1e-7}).deviation() == 0);
    CHECK(scale_of({1e6, 1e6 + 1e-3}).deviation() > 0);
    CHECK(scale_of({0, 1e-30}).deviation() > 0);
    CHECK(scale_of({1, 1 + 1e-9}).deviation() > 0);
}

TEST_CASE("of no numbers nothing is known") {
    CHECK(scale_of({}).mean == 0);
    CHECK(scale_of({}).deviation() == 0);
}
