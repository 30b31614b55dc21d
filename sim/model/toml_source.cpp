// Reads a model file and changes it as the command line asks.
#define TOML_IMPLEMENTATION
#include "model/toml_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "limen/files/regular_file.hpp"
#include "limen/files/text_file.hpp"
#include "model/nesting.hpp"

namespace limen {

namespace {

// The parser, and whoever walks the tree, takes a piece of the stack for each level.
constexpr std::size_t most_depth = 32;
constexpr std::uintmax_t most_bytes = std::uintmax_t{16} << 20U;

[[noreturn]] void refuse(const std::string& file, const std::string& message) {
    throw ModelError({Problem{Place{file}, "", message}});
}

std::vector<std::string> split_key(const std::string& key) {
    std::vector<std::string> parts;
    std::istringstream stream(key);
    for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
    return parts;
}

std::vector<std::string> keys_of(const toml::table& table) {
    std::vector<std::string> keys;
    for (const auto& [key, node] : table) keys.emplace_back(key.str());
    return keys;
}

// The value as TOML, or as plain text where it is none: --set reservoir.rule=distance needs no quotes. Nothing if it is
// no text either.
std::optional<toml::table> parse_value(const std::string& value, const std::string& source) {
    if (deepest_nesting(value).depth > most_depth) return std::nullopt;
    toml::parse_result parsed = toml::parse("value = " + value, source);
    if (parsed && parsed.table().size() == 1) return std::move(parsed).table();
    toml::parse_result text = toml::parse("value = " + to_toml(Value(value)), source);
    if (text) return std::move(text).table();
    return std::nullopt;
}

}  // namespace

Place place_of(const toml::node& node) {
    const toml::source_region& region = node.source();
    Place place{region.path ? *region.path : "", region.begin.line, region.begin.column};
    if (place.file.starts_with("--set")) place.line = place.column = 0;
    return place;
}

std::string read_model_text(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) refuse(path.string(), "is a folder; a model is a TOML file");
    try {
        require_regular_file(path);
    } catch (const DataError& not_regular) {
        throw ModelError({Problem{Place{}, "", not_regular.what()}});
    }
    // Not by its size, which files of the system do not tell.
    std::ifstream stream(path, std::ios::binary);
    std::string text(static_cast<std::size_t>(std::min(std::filesystem::file_size(path, error), most_bytes)) + 1, '\0');
    std::size_t length = 0;
    while (stream.read(text.data() + length, static_cast<std::streamsize>(text.size() - length))) {
        length = text.size();
        if (length > most_bytes) refuse(path.string(), "is larger than 16 MiB, which no model is");
        text.resize(std::min<std::size_t>(2 * text.size(), most_bytes + 1));
    }
    if (stream.bad() || !stream.eof()) refuse(path.string(), "cannot be read");
    text.resize(length + static_cast<std::size_t>(stream.gcount()));
    try {
        text::check_text(path, text);
    } catch (const DataError& error) {
        throw ModelError({Problem{Place{}, "", error.what()}});
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
    return text;
}

toml::table parse_toml(const std::string& text, const std::string& name) {
    if (const Depth deepest = deepest_nesting(text); deepest.depth > most_depth)
        throw ModelError({Problem{Place{name, deepest.line, deepest.column}, "",
                                  fmt::format("nests deeper than {} levels, which no model does", most_depth)}});
    toml::parse_result parsed = toml::parse(text, name);
    if (parsed) return std::move(parsed).table();
    const toml::parse_error& error = parsed.error();
    throw ModelError({Problem{Place{name, error.source().begin.line, error.source().begin.column}, "",
                              std::string(error.description())}});
}

void apply_overrides(toml::table& root, const std::vector<Override>& overrides, std::vector<Problem>& problems) {
    std::set<std::string> seen;
    for (const Override& override : overrides) {
        const std::string &key = override.first, &value = override.second;
        const std::string source = fmt::format("--set {}={}", key, value);
        const auto fail = [&](const std::string& message) { problems.push_back({Place{source}, key, message}); };
        const std::vector<std::string> parts = split_key(key);
        if (!seen.insert(key).second) {
            fail("is set twice");
            continue;
        }
        if (parts.size() < 2) {
            fail("must be a dotted key, such as simulation.seed");
            continue;
        }
        toml::table* table = &root;
        if (parts[0] == "simulation" && !root.contains("simulation")) root.insert("simulation", toml::table{});
        for (std::size_t i = 0; table != nullptr && i + 1 < parts.size(); ++i) {
            toml::node* next = table->get(parts[i]);
            if (next == nullptr || !next->is_table()) {
                fail(fmt::format("the model has no table \"{}\"{}", parts[i], suggestion(parts[i], keys_of(*table))));
                table = nullptr;
            } else {
                table = next->as_table();
            }
        }
        if (table == nullptr) continue;
        std::optional<toml::table> parsed = parse_value(value, source);
        if (!parsed)
            fail("is not UTF-8 text, or nests too deep");
        else  // moved, because a copy forgets its place
            parsed->get("value")->visit([&](auto& node) { table->insert_or_assign(parts.back(), std::move(node)); });
    }
}

}  // namespace limen
