// The version of Limen; CMake reads it here.
#pragma once

namespace limen {

inline constexpr const char* version = "0.2.0";

// The commit that this program was built from; "unknown" outside git, with "-changed" where files differ from it.
const char* build_commit() noexcept;

}  // namespace limen
