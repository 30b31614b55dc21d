// Machin's formula, pi = 16 arctan(1/5) - 4 arctan(1/239), with whole numbers.
#include "esn/pi_digits.hpp"

#include <fmt/format.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>

namespace limen::esn {

namespace {

using Integer = boost::multiprecision::cpp_int;

// The sum of y^(first - k) / (2k + 1) over k in [first, last), y = -x^2, as numerator / (power odds). Adding up halves
// keeps the numbers short (binary splitting).
struct Terms {
    Integer numerator, power, odds;  // power = y^(last - first); odds: the product of the 2k + 1
};

Terms split(long first, long last, long x) {
    if (last - first == 1) return {Integer(-x) * x, Integer(-x) * x, Integer(2 * first + 1)};
    const long middle = first + (last - first) / 2;
    const Terms a = split(first, middle, x), b = split(middle, last, x);
    return {a.numerator * b.power * b.odds + b.numerator * a.odds, a.power * b.power, a.odds * b.odds};
}

// arctan(1 / x) times `unit`, with so many terms.
Integer arctan(long x, long terms, const Integer& unit) {
    const Terms all = split(0, terms, x);
    return unit * all.numerator / (all.power * all.odds * x);
}

// The last `digits` decimal digits of a number, by halves.
void append(const Integer& number, unsigned digits, std::string& text) {
    constexpr unsigned of_64_bits = 18;
    if (digits <= of_64_bits) {
        text += fmt::format("{:0{}}", static_cast<std::uint64_t>(number), digits);
        return;
    }
    const unsigned low = digits / 2;
    Integer upper, lower;
    boost::multiprecision::divide_qr(number, boost::multiprecision::pow(Integer(10), low), upper, lower);
    append(upper, digits - low, text);
    append(lower, low, text);
}

}  // namespace

std::string pi_digits(std::size_t count) {
    constexpr unsigned guard = 10;  // digits that rounding may spoil
    const auto digits = static_cast<unsigned>(count) + guard;
    const Integer unit = boost::multiprecision::pow(Integer(10), digits);
    // A term of the first series gives log10(25) = 1.39 digits, one of the second 4.75.
    const long slow = static_cast<long>(digits * 10 / 13) + 2, fast = static_cast<long>(digits * 10 / 47) + 2;
    const Integer pi = 16 * arctan(5, slow, unit) - 4 * arctan(239, fast, unit);
    std::string text;
    append(pi, digits + 1, text);
    return text.substr(1, count);
}

}  // namespace limen::esn
