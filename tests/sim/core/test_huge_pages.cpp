// Vectors on huge pages are vectors.
#include "limen/core/huge_pages.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <numeric>
#include <vector>

using namespace limen;

TEST_CASE("a vector keeps its values while it grows beyond a huge page, and is zero where nothing was put") {
    std::vector<std::uint32_t, HugePages<std::uint32_t>> numbers(10);
    CHECK(std::accumulate(numbers.begin(), numbers.end(), 0U) == 0);
    std::iota(numbers.begin(), numbers.end(), 1U);
    for (const std::size_t n : {1000U, 3'000'000U}) {
        numbers.resize(n);
        CHECK(numbers[9] == 10);
        CHECK(std::accumulate(numbers.begin(), numbers.end(), 0U) == 55);
    }
    CHECK(reinterpret_cast<std::uintptr_t>(numbers.data()) % HugePages<std::uint32_t>::page == 0);
}

TEST_CASE("memory beyond all measure is refused") {
    CHECK_THROWS_AS(HugePages<double>().allocate(static_cast<std::size_t>(-1) / 8), std::bad_alloc);
}
