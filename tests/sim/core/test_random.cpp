// The streams of random numbers: the generator is Philox, streams are apart, and numbers are uniform.
#include "limen/core/random.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <vector>

#include "limen/core/isa.hpp"

using namespace limen;

TEST_CASE("a stream depends on every part of its name") {
    const auto first = [](Random random) { return random(); };
    std::set<std::uint64_t> seen;
    for (const std::uint64_t seed : {0ULL, 1ULL, 1ULL << 32U, 1ULL << 63U})
        for (const Purpose purpose : {Purpose::connectivity, Purpose::drive})
            for (const std::uint32_t object : {0U, 1U})
                for (const std::uint32_t index : {0U, 1U, 1U << 31U})
                    for (const std::uint64_t step : {0ULL, 1ULL, 1ULL << 32U, 1ULL << 63U}) {
                        seen.insert(first(Random(seed, purpose, object, index, step)));
                        CHECK(first(Random(seed, purpose, object, index, step)) ==
                              first(Random(seed, purpose, object, index, step)));
                    }
    CHECK(seen.size() == 4 * 2 * 2 * 3 * 4);
}

TEST_CASE("the numbers of a stream do not repeat, and Philox gives the words of its reference") {
    Random random(1, Purpose::drive, 2, 3, 4);
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 100'000; ++i) seen.insert(random());
    CHECK(seen.size() == 100'000);  // of 2^64: two equal ones would be a chance of 3e-10
    // The known answers of Random123 1.14 (tests/kat_vectors): counter and key of all ones.
    const auto words = r123::Philox4x32{}({{~0U, ~0U, ~0U, ~0U}}, {{~0U, ~0U}});
    CHECK(words[0] == 0x408f276dU);
    CHECK(words[1] == 0x41c83b0eU);
    CHECK(words[2] == 0xa20bc7c6U);
    CHECK(words[3] == 0x6d5451fdU);
}

TEST_CASE("filling many at once gives the numbers of as many calls, on every vector width and from any place") {
    const Isa before = isa();
    for (const Isa wanted : {Isa::plain, Isa::avx2, Isa::avx512})
        for (const std::size_t taken : {0U, 1U, 2U, 5U})
            for (const std::size_t count : {0U, 1U, 2U, 31U, 32U, 33U, 100U, 1000U}) {
                set_isa(wanted);
                Random one(3, Purpose::drive, 1, 2, 3), many(3, Purpose::drive, 1, 2, 3);
                for (std::size_t i = 0; i < taken; ++i) CHECK(one() == many());
                std::vector<std::uint64_t> filled(count), expected(count);
                many.fill(filled);
                for (std::uint64_t& number : expected) number = one();
                CHECK(filled == expected);
                CHECK(one() == many());
            }
    set_isa(before);
}

TEST_CASE("uniform numbers lie in [0, 1) and have the moments and the bins of a uniform law") {
    Random random(7, Purpose::drive, 0);
    constexpr int n = 1'000'000, bins = 64;
    std::vector<double> counts(bins, 0);
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
        const double x = random.uniform();
        REQUIRE(x >= 0);
        REQUIRE(x < 1);
        ++counts[static_cast<std::size_t>(x * bins)];
        sum += x;
        squares += x * x;
    }
    CHECK(std::fabs(sum / n - 0.5) < 5 * std::sqrt(1.0 / 12 / n));
    CHECK(std::fabs(squares / n - 1.0 / 3) < 5 * std::sqrt(4.0 / 45 / n));
    double chi_squared = 0;
    for (const double c : counts) chi_squared += (c - n / bins) * (c - n / bins) / (n / bins);
    // 63 degrees of freedom: mean 63, deviation sqrt(126).
    CHECK(chi_squared < 63 + 5 * std::sqrt(126.0));
}

TEST_CASE("whole numbers below n are as likely as each other") {
    Random random(9, Purpose::drive, 0);
    for (const std::uint32_t n : {1U, 2U, 7U, 1000U}) {
        std::vector<double> counts(n, 0);
        const double draws = 2000.0 * n;
        for (double i = 0; i < draws; ++i) ++counts[random.below(n)];
        for (const double c : counts) CHECK(std::fabs(c - 2000) < 6 * std::sqrt(2000.0));
    }
}
