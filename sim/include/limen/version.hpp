// The version of Limen.
#pragma once

namespace limen {

inline constexpr const char* version = LIMEN_VERSION;

}  // namespace limen
