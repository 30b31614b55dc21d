// Shuffles: nothing is lost, each order is as likely, and the stream decides.
#include "limen/core/shuffle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

using namespace limen;

namespace {

std::vector<int> shuffled(int count, Random& random) {
    std::vector<int> items(static_cast<std::size_t>(count));
    std::iota(items.begin(), items.end(), 0);
    shuffle(std::span(items), random);
    return items;
}

}  // namespace

TEST_CASE("a shuffle keeps each item once, and the same stream gives the same order") {
    for (const int count : {0, 1, 2, 100}) {
        Random random(1, Purpose::data, 0), again(1, Purpose::data, 0);
        std::vector<int> items = shuffled(count, random);
        CHECK(items == shuffled(count, again));
        std::sort(items.begin(), items.end());
        for (int i = 0; i < count; ++i) CHECK(items[static_cast<std::size_t>(i)] == i);
    }
}

TEST_CASE("the 24 orders of four items are all as likely") {
    Random random(2, Purpose::data, 0);
    std::map<std::vector<int>, int> counts;
    constexpr int draws = 24'000;
    for (int i = 0; i < draws; ++i) ++counts[shuffled(4, random)];
    CHECK(counts.size() == 24);
    for (const auto& [order, count] : counts) CHECK(std::abs(count - 1000) < 5 * std::sqrt(1000));
}

TEST_CASE("a shuffle takes one number of the stream less than there are items") {
    Random random(3, Purpose::data, 0), other(3, Purpose::data, 0);
    shuffled(7, random);
    for (int i = 0; i < 6; ++i) other();
    CHECK(random() == other());
}
