// Where a unit stands, for rules of connection that go by distance.
#pragma once

#include <array>

namespace limen {

// Column, row and layer, in steps of the grid.
using Position = std::array<float, 3>;

}  // namespace limen
