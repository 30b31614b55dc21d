// How deep a TOML text nests, found without following it: a recursion would need as much stack as the text has levels.
#pragma once

#include <cstddef>
#include <string_view>

namespace limen {

// The deepest level of brackets and of dotted keys together, and where it begins.
struct Depth {
    std::size_t depth = 0, line = 1, column = 1;
};
Depth deepest_nesting(std::string_view text);

}  // namespace limen
