// Numbers as people read them.
#include "format.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace limen::app;

TEST_CASE("counts are grouped by thousands") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(1234567) == "1,234,567");
    CHECK(grouped(std::numeric_limits<std::uint64_t>::max()) == "18,446,744,073,709,551,615");
}

TEST_CASE("bytes come in the unit that keeps them below a thousand") {
    CHECK(bytes_text(0) == "0 bytes");
    CHECK(bytes_text(999) == "999 bytes");
    CHECK(bytes_text(999.9) == "1 kB");
    CHECK(bytes_text(1500) == "1.5 kB");
    CHECK(bytes_text(24.1e12) == "24.1 TB");
    CHECK(bytes_text(5e21) == "5e+03 EB");
}

TEST_CASE("times come in the largest unit that fits, and no unit overflows by rounding") {
    CHECK(seconds_text(0) == "0 ms");
    CHECK(seconds_text(0.0123) == "12 ms");
    CHECK(seconds_text(0.9996) == "1.00 s");
    CHECK(seconds_text(12.345) == "12.35 s");
    CHECK(seconds_text(99.996) == "1 min 40 s");
    CHECK(seconds_text(119.6) == "2 min 0 s");
    CHECK(seconds_text(3599.6) == "1 h 0 min");
    CHECK(seconds_text(12000) == "3 h 20 min");
    CHECK(seconds_text(1e300) == "1e+300 s");
}

TEST_CASE("shares are percentages with two decimals") {
    CHECK(percent_text(1) == "100.00 %");
    CHECK(percent_text(0.98918918) == "98.92 %");
    CHECK(percent_text(0) == "0.00 %");
    CHECK(percent_text(-0.5) == "-50.00 %");
    CHECK(percent_text(0.001) == "0.10 %");
}

TEST_CASE("the share of few errors has its digits, and so has what is left beside them") {
    CHECK(percent_text(1.1e-4) == "0.011 %");
    CHECK(percent_text(2e-5) == "0.002 %");
    CHECK(percent_text(1e-6 / 3) == "0.000033 %");
    CHECK(percent_text(0.000996) == "0.10 %");
    CHECK(percent_text(1 - 2e-5) == "99.998 %");
    CHECK(percent_text(0.99964) == "99.964 %");
    CHECK(percent_text(1e-300) == "0.00 %");
}

TEST_CASE("printable text keeps other scripts and loses control characters") {
    CHECK(printable("Größe 大\t\x7f\x1b") == "Größe 大???");
}
