// The digits of pi, as published.
#include "esn/pi_digits.hpp"

#include <doctest/doctest.h>

using limen::esn::pi_digits;

TEST_CASE("the first digits are those that everyone knows") {
    CHECK(pi_digits(100) ==
          "1415926535897932384626433832795028841971693993751"
          "058209749445923078164062862089986280348253421170679");
}

TEST_CASE("six nines stand at place 762, and the first 10,000 digits end as published") {
    const std::string digits = pi_digits(10'000);
    REQUIRE(digits.size() == 10'000);
    CHECK(digits.substr(761, 6) == "999999");  // the Feynman point, the first six equal digits in a row
    CHECK(digits.find("999999") == 761);
    CHECK(digits.substr(9'990) == "5256375678");
}

TEST_CASE("however many are asked for, they begin alike") {
    const std::string digits = pi_digits(300);
    for (const std::size_t count : {0U, 1U, 2U, 37U, 299U}) CHECK(pi_digits(count) == digits.substr(0, count));
}
