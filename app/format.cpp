// Numbers as people read them.
#include "format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace limen::app {

std::string grouped(std::uint64_t number) {
    const std::string digits = fmt::format("{}", number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    return text;
}

std::string bytes_text(double bytes) {
    constexpr std::array units{"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    constexpr double step = 1000;
    std::size_t unit = 0;
    for (; bytes >= 999.5 && unit + 1 < units.size(); ++unit) bytes /= step;
    return fmt::format("{} {}", rounded(bytes, 3), units[unit]);
}

std::string seconds_text(double seconds) {
    constexpr double ms_per_s = 1000;
    if (seconds < 0.9995) return fmt::format("{:.0f} ms", seconds * ms_per_s);
    if (seconds < 99.995) return fmt::format("{:.2f} s", seconds);
    if (seconds > 1e15) return fmt::format("{:.3g} s", seconds);
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string small_seconds_text(double seconds) {
    constexpr double us_per_s = 1e6, ms_per_s = 1e3, us_at_most = 0.9995e-3, ms_at_most = 0.0995;
    if (seconds < us_at_most) return rounded(seconds * us_per_s, 3) + " us";
    if (seconds < ms_at_most) return rounded(seconds * ms_per_s, 3) + " ms";
    return seconds_text(seconds);
}

namespace {

// So many that two digits of a number below 0.1 are left, but no zeros at its end; two at least.
int decimals_of(double number) {
    constexpr int least = 2, most = 15;
    int decimals = least;
    for (double limit = 0.1; number > 0 && number < limit && decimals < most; limit /= 10) ++decimals;
    while (decimals > least && fmt::format("{:.{}f}", number, decimals).back() == '0') --decimals;
    return decimals;
}

}  // namespace

// A share near 0 is a rate of errors, and one near 1 what is left beside such a rate.
std::string percent_text(double share) {
    constexpr double percent = 100;
    const double shown = share * percent, rest = percent - shown;
    return fmt::format("{:.{}f} %", shown, decimals_of(std::min(std::fabs(shown), std::fabs(rest))));
}

std::string rounded(double number, int digits) { return fmt::format("{:.{}g}", number, digits); }

std::string printable(std::string_view text) {
    std::string clean(text);
    const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
    std::replace_if(clean.begin(), clean.end(), control, '?');
    return clean;
}

}  // namespace limen::app
