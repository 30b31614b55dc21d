// The version of Limen; CMake reads it here.
#pragma once

namespace limen {

inline constexpr const char* version = "0.2.0";

}  // namespace limen
