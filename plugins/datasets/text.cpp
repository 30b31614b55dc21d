// Reads text files without trusting them.
#include "datasets/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>

#include "limen/error.hpp"

namespace limen::datasets {

TextFile::TextFile(std::filesystem::path path) : x_path(std::move(path)) {
    std::error_code error;
    const auto status = std::filesystem::status(x_path, error);
    if (!std::filesystem::exists(status)) throw DataError(x_path, "", "there is no such file");
    if (!std::filesystem::is_regular_file(status)) throw DataError(x_path, "", "is not a regular file");
    std::ifstream stream(x_path, std::ios::binary);
    x_text.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream) throw DataError(x_path, "", "cannot be read");
    if (x_text.empty()) throw DataError(x_path, "", "is empty");
    if (x_text.starts_with("\xEF\xBB\xBF")) x_position = 3;
}

bool TextFile::next(std::string_view& line) {
    if (x_position >= x_text.size()) return false;
    const std::size_t end = std::min(x_text.find('\n', x_position), x_text.size());
    line = std::string_view(x_text).substr(x_position, end - x_position);
    if (line.ends_with('\r')) line.remove_suffix(1);
    x_position = end + 1;
    ++x_line;
    return true;
}

void TextFile::fail(const std::string& message) const {
    throw DataError(x_path, fmt::format("line {}", x_line), message);
}

double TextFile::number(std::string_view field) const {
    const std::string_view text = trim(field);
    constexpr std::size_t shown = 20;
    const auto show = [&] { return std::string(text.substr(0, shown)) + (text.size() > shown ? "..." : ""); };
    if (text.empty()) fail("a value is empty");
    double value = 0;
    // from_chars takes no plus sign, and after one it would take a minus.
    const bool plus = text.starts_with('+') && !text.starts_with("+-");
    const auto [end, error] = std::from_chars(text.data() + plus, text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) fail(fmt::format("\"{}\" is not a number", show()));
    if (!std::isfinite(value)) fail(fmt::format("\"{}\" is not a finite number", show()));
    return value;
}

std::string_view trim(std::string_view text) {
    const auto space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && space(text.front())) text.remove_prefix(1);
    while (!text.empty() && space(text.back())) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0;;) {
        const std::size_t end = text.find(separator, start);
        parts.push_back(text.substr(start, end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

}  // namespace limen::datasets
