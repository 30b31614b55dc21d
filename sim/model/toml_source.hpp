// The text of a model as a TOML tree in which every value knows its place.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

// Errors are values here, so that they can be listed with all the others.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// The parser is compiled in toml_source.cpp alone.
#define TOML_HEADER_ONLY 0
#include <toml++/toml.h>

#include "limen/core/error.hpp"
#include "limen/model/model.hpp"

namespace limen {

Place place_of(const toml::node& node);

// The whole file, at most 16 MiB of it; a byte-order mark is dropped. Throws ModelError.
std::string read_model_text(const std::filesystem::path&);

// Throws ModelError at the parser's line and column.
toml::table parse_toml(const std::string& text, const std::string& name);

// Sets the values of `--set key=value` in the tree; what cannot be set becomes a problem.
void apply_overrides(toml::table& root, const std::vector<Override>&, std::vector<Problem>& problems);

}  // namespace limen
