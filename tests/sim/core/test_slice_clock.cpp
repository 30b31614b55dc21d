// Times are cut into slice and offset without losing precision, however late it is.
#include "limen/core/slice_clock.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "limen/core/random.hpp"

using namespace limen;

TEST_CASE("the parts of a delay fit into it exactly, and are the longest that do") {
    for (const double delay : {0.1, 1.0 / 3, 1.5, 0.8, 7.7, 1e-3, 123.456})
        for (const int parts : {1, 2, 3, 7, 10, 15, 64}) {
            const double length = SliceClock::length_for(delay, parts);
            CHECK(std::fma(length, parts, -delay) <= 0);
            CHECK(std::fma(std::nextafter(length, 1e9), parts, -delay) > 0);
            // A spike in the last moment of a slice then acts at least `parts` slices later.
            const SliceClock clock(length);
            const Time latest{0, std::nextafter(length, 0.0)};
            CHECK(clock.after({0, 0}, clock.at(delay)).slice >= parts);
            CHECK(clock.after(latest, clock.at(delay)).slice >= parts);
        }
}

TEST_CASE("every time has its offset inside the slice, and comes back as the same number of ms") {
    Random random(1, Purpose::drive, 0);
    for (const double length : {0.1, 1.0 / 3, 1.5, 1e-3})
        for (int i = 0; i < 2000; ++i) {
            const double ms = std::ldexp(random.uniform(), static_cast<int>(random.below(40)) - 10);
            const SliceClock clock(length);
            const Time time = clock.at(ms);
            CHECK(time.offset >= 0);
            CHECK(time.offset < length);
            CHECK(clock.ms(time) == doctest::Approx(ms).epsilon(1e-15));
        }
}

TEST_CASE("an interval is as precise in hour 10 as in second 1") {
    const SliceClock clock(0.1);
    for (const std::int64_t late : {0, 360'000'000}) {
        CHECK(clock.between({late, 0.0625}, {late + 20, 0.03125}) == doctest::Approx(1.96875).epsilon(1e-15));
        CHECK(clock.between({late, 0.03125}, {late, 0.0625}) == 0.03125);
    }
}

TEST_CASE("sums are as precise in hour 10 as in second 1") {
    const SliceClock clock(0.1);
    const Time late{360'000'000, 0.05}, delay = clock.at(1.5);
    const Time sum = clock.after(late, delay), early = clock.after({0, 0.05}, delay);
    CHECK(sum.slice - late.slice == early.slice);
    CHECK(sum.offset == early.offset);
}

TEST_CASE("the k-th tick of a clock carries no rounding from k times its period") {
    // 0.1 is not a binary fraction: the product is rounded, and by more the larger k is.
    const SliceClock clock(1.0);
    for (const std::int64_t k : {1, 10, 12'345, 1'000'000'007}) {
        const Time time = clock.at_multiple(k, 0.1);
        const long double exact = static_cast<long double>(k) * static_cast<long double>(0.1);
        const long double got = static_cast<long double>(time.slice) + static_cast<long double>(time.offset);
        CHECK(static_cast<double>(got - exact) == doctest::Approx(0).epsilon(1e-15));
    }
}

TEST_CASE("later times never become smaller numbers of ms") {
    const SliceClock clock(0.1);
    double before = -1;
    for (std::int64_t slice = 999'999; slice < 1'000'003; ++slice)
        for (double offset = 0; offset < 0.1; offset = offset * 1.5 + 1e-16) {
            CHECK(clock.ms({slice, offset}) >= before);
            before = clock.ms({slice, offset});
        }
}

TEST_CASE("a time beyond every run lies in a slice beyond every run, and so does twice that time") {
    const SliceClock clock(0.1);
    constexpr std::int64_t far = std::int64_t{1} << 60U;
    for (const double ms : {1e30, 1e300, std::numeric_limits<double>::max()}) {
        CHECK(clock.at(ms).slice > far);
        CHECK(clock.at_multiple(1'000'000'000'000, ms).slice > far);
        CHECK(clock.after(clock.at(ms), clock.at(ms)).slice > far);
    }
}
