// What a comparison was made by and from, for whoever finds the page later.
#pragma once

#include <string>
#include <vector>

#include "comparison/systems.hpp"

namespace limen::app {

// A <section> with the command line, this program, and of each model its text, its seeds, and the SHA-256 of it, of the
// plugins and of every file that its runs read. Runs that differ in their seed alone are told together. `command` is
// the command line as it was typed. Throws DataError.
std::string origin_section(const std::string& command, const std::vector<System>&);

}  // namespace limen::app
