// The digits of pi: signs that look random and that everyone has.
#pragma once

#include <cstddef>
#include <string>

namespace limen::esn {

// The first `count` decimal digits after the point: 1, 4, 1, 5, 9, ... as characters.
std::string pi_digits(std::size_t count);

}  // namespace limen::esn
