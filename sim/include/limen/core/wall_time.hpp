// How long something took on the wall's clock.
#pragma once

#include <chrono>

namespace limen {

// Seconds since a moment that std::chrono::steady_clock::now() gave.
inline double seconds_since(std::chrono::steady_clock::time_point start) noexcept {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace limen
