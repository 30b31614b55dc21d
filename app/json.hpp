// JSON as text, out and in.
//
// Rationale: in each file that does it, to read JSON takes 1.2 s to compile, and to write it 0.3 s; so json.cpp does
// both for all. Files that build values or look into them include nlohmann/json.hpp, which takes another second;
// headers, and files that only pass values on, do not.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace limen::app {

using Json = nlohmann::ordered_json;

// In lines that are indented, for a file; and without any blank. File names need not be UTF-8, but JSON must be: what
// is not becomes U+FFFD.
std::string indented(const Json&);
std::string compact(const Json&);

// Throws Json::exception.
Json parse_json(std::istream&);

}  // namespace limen::app
