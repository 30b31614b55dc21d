// Text to the terminal or a pipe, with nothing lost in silence.
#pragma once

#include <string_view>

namespace limen::app {

// Whoever read the output has gone, which is no error: the rest is not wanted.
struct OutputClosed {};

// To stdout, at once. Throws OutputClosed, or Fault where the text cannot be written.
void print(std::string_view text);

// To stderr; what cannot be written there cannot be told anywhere.
void print_error(std::string_view text) noexcept;

}  // namespace limen::app
