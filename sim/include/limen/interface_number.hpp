// The number of the plugin interface, made from the public headers by: cmake -P cmake/interface_number.cmake
#pragma once

#include <cstdint>

namespace limen {

inline constexpr std::uint32_t interface_number = 0x9289a92c;

}  // namespace limen
