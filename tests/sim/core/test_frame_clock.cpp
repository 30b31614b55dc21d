// A moment lies in the frame that exact arithmetic finds, however its number was rounded.
// More cases: RC_PARAMS="max_success=100000".
#include "limen/core/frame_clock.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

using namespace limen;
using Exact = boost::multiprecision::cpp_rational;

namespace {

// Numbers as people write them, such as 12.8 ms, and what a computer makes of them.
double decimal(std::int64_t digits, std::int64_t parts) {
    return static_cast<double>(digits) / static_cast<double>(parts);
}

std::int64_t floor_of(const Exact& x) {
    boost::multiprecision::cpp_int whole = numerator(x) / denominator(x);
    if (x < 0 && whole * denominator(x) != numerator(x)) whole -= 1;
    return static_cast<std::int64_t>(whole);
}

double drawn_frame() { return decimal(*rc::gen::inRange(1, 334), 10); }
double drawn_start() { return decimal(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000), 10); }
std::int64_t drawn_number() { return *rc::gen::inRange<std::int64_t>(0, 1'000'000); }

}  // namespace

TEST_CASE("a border is in the frame that begins there, however it was computed") {
    CHECK(rc::check([] {
        const double length = drawn_frame(), start = drawn_start();
        const std::int64_t k = drawn_number();
        const double n = static_cast<double>(k), exact = static_cast<double>(Exact(start) + Exact(length) * k);
        const FrameClock clock(length, start);
        const std::array moments{start + n * length,         std::fma(n, length, start),  clock.begin(k), exact,
                                 std::nextafter(exact, 0.0), std::nextafter(exact, 1e300)};
        for (const double moment : moments) {
            RC_ASSERT(clock.at(moment) == k);
            RC_ASSERT(clock.begun(moment) == k);
            RC_ASSERT(clock.earliest(k) < moment);
        }
    }));
}

TEST_CASE("a moment that is no border is in the frame that exact arithmetic finds") {
    CHECK(rc::check([] {
        const double length = drawn_frame(), start = drawn_start();
        const double moment =
            start + (static_cast<double>(drawn_number()) + decimal(*rc::gen::inRange(1, 9999), 10'000)) * length;
        const Exact place = (Exact(moment) - Exact(start)) / Exact(length);
        const FrameClock clock(length, start);
        RC_ASSERT(clock.at(moment) == floor_of(place));
        RC_ASSERT(clock.begun(moment) == floor_of(place) + 1);
    }));
}

TEST_CASE("a duration holds as many frames as it was made of") {
    CHECK(rc::check([] {
        const double length = drawn_frame();
        const std::int64_t k = drawn_number() + 1;
        const FrameClock clock(length);
        RC_ASSERT(clock.fitting(static_cast<double>(k) * length) == k);
        RC_ASSERT(clock.filling(static_cast<double>(k) * length) == k);
        RC_ASSERT(clock.fitting((static_cast<double>(k) + 0.5) * length) == k);
        RC_ASSERT(!clock.filling((static_cast<double>(k) + 0.5) * length));
    }));
}

TEST_CASE("a billionth of a frame before a border is the border, ten billionths are not") {
    const FrameClock clock(12.8, 51.2);
    CHECK(clock.at(64 - 12.8e-10) == 1);
    CHECK(clock.at(64 - 12.8e-8) == 0);
    CHECK(clock.begun(64 + 12.8e-10) == 1);
    CHECK(clock.begun(64 + 12.8e-8) == 2);
}

TEST_CASE("before the start there are frames below 0, and what has no end is far away") {
    const FrameClock clock(10, 100);
    CHECK(clock.at(99) == -1);
    CHECK(clock.at(90) == -1);
    CHECK(clock.at(89) == -2);
    CHECK(clock.begun(99) == 0);
    CHECK(clock.at(1e300) > std::int64_t{1} << 60U);
    CHECK(clock.at(-1e300) < -(std::int64_t{1} << 60U));
}

TEST_CASE("a part that is longer than the whole does not fill it") {
    CHECK_FALSE(FrameClock(2).filling(1));
    CHECK_FALSE(FrameClock(3).filling(1e-12));
    CHECK(FrameClock(0.1).filling(33.3) == 333);
}
