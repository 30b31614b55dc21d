// Reads numbers from text.
#include <fmt/format.h>
#include <locale.h>
#include <clocale>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "limen/files/text_file.hpp"

namespace limen::text {

namespace {

bool is_missing(std::string_view field) {
    constexpr std::array<std::string_view, 8> words{"", "na", "n/a", "nan", "null", "none", "?", "-"};
    constexpr std::size_t longest = 4;
    return field.size() <= longest && std::find(words.begin(), words.end(), lower(field)) != words.end();
}

// The nearest number to one that is out of range: 0, or the smallest ones, or infinity. from_chars keeps it to itself.
double nearest_to(std::string_view digits) {
    static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
    return strtod_l(std::string(digits).c_str(), nullptr, plain);
}

}  // namespace

Number number_of(std::string_view field) {
    std::string_view text = trim(field);
    if (is_missing(text)) return {NumberKind::missing, 0};
    // from_chars takes no plus sign, and after one it would take a minus.
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument) return {NumberKind::word, 0};
    if (error == std::errc::result_out_of_range) value = nearest_to(text);
    if (!(std::fabs(value) <= std::numeric_limits<float>::max())) return {NumberKind::not_finite, 0};
    return {NumberKind::finite, value};
}

std::string no_number(std::string_view field) {
    constexpr std::size_t shown = 20;
    const std::string_view text = trim(field);
    if (text.empty()) return "a value is empty";
    const std::string quoted = fmt::format("\"{}{}\"", text.substr(0, shown), text.size() > shown ? "..." : "");
    switch (number_of(field).kind) {
        case NumberKind::missing:
            return quoted +
                   " is a missing value; every value must be a finite number, so fill it in or leave its row "
                   "out";
        case NumberKind::not_finite:
            return quoted + " is not a finite number of at most 3.4e38 in size; values must be";
        default:
            return quoted + " is not a number";
    }
}

}  // namespace limen::text
