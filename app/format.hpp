// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace limen::app {

std::string grouped(std::uint64_t);              // "1,234,567"
std::string bytes_text(double bytes);            // "1.23 GB"
std::string seconds_text(double seconds);        // "12 ms", "1.23 s", "2 min 5 s", "3 h 20 min"
std::string small_seconds_text(double seconds);  // the same, and "12.3 us", "1.23 ms"
std::string percent_text(double share);          // "98.92 %"
std::string rounded(double, int digits = 4);     // at most so many significant digits: "12.35"

// The text with every control character replaced by "?", so that a file's content cannot steer the terminal.
std::string printable(std::string_view);

}  // namespace limen::app
