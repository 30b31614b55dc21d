// Reads text files without trusting them.
#include "limen/files/text_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "limen/core/error.hpp"
#include "limen/files/identity.hpp"
#include "limen/files/regular_file.hpp"

namespace limen::text {

namespace {

std::size_t line_of(std::string_view text, std::size_t place) {
    return static_cast<std::size_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n')) +
           1;
}

// Every second byte of ASCII in UTF-16 is 0.
bool looks_like_utf16(std::string_view text) {
    constexpr std::size_t looked_at = 64;
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) return true;
    const std::string_view head = text.substr(0, looked_at);
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < head.size(); ++i) zeros[i % 2] += head[i] == '\0';
    return head.size() >= 4 &&
           ((zeros[0] == 0 && 2 * zeros[1] + 1 >= head.size()) || (zeros[1] == 0 && 2 * zeros[0] + 1 >= head.size()));
}

}  // namespace

void check_text(const std::filesystem::path& path, std::string_view text) {
    const auto refuse = [&](const std::string& where, const std::string& message) {
        throw DataError(path, where, message);
    };
    if (looks_like_utf16(text))
        refuse("", "is text in UTF-16 or UTF-32; save it as UTF-8, as with: iconv -f UTF-16 -t UTF-8");
    if (text.starts_with("\x1F\x8B") || text.starts_with("PK\x03\x04"))
        refuse("", "is compressed, and not a text; unpack it first");
    if (const std::size_t zero = text.find('\0'); zero != text.npos)
        refuse(fmt::format("line {}", line_of(text, zero)),
               "holds a byte that is 0, so this is no text, or a damaged one; save it as text in UTF-8");
    for (std::size_t at = text.find('\r'); at < text.size(); at = text.find('\r', at + 1))
        if (at + 1 < text.size() && text[at + 1] != '\n' && text[at + 1] != '\r')
            refuse(fmt::format("line {}", line_of(text, at)),
                   "has a line that ends with CR alone, as old Macintosh files do; lines must end with LF or CRLF, "
                   "as with: tr '\\r' '\\n'");
}

std::string whole_file(const std::filesystem::path& path, std::uintmax_t most) {
    require_regular_file(path);
    note_input(path);
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (!error && size > most)
        throw DataError(path, "", fmt::format("has {} bytes; it may have at most {}", size, most));
    std::string text(error ? 0 : size, '\0');
    std::ifstream stream(path, std::ios::binary);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!stream) throw DataError(path, "", "cannot be read");
    return text;
}

File::File(std::filesystem::path path) : x_path(std::move(path)), x_text(whole_file(x_path)) {
    if (x_text.empty()) throw DataError(x_path, "", "is empty");
    check_text(x_path, x_text);
    if (x_text.starts_with("\xEF\xBB\xBF")) x_position = 3;
}

bool File::next(std::string_view& line) {
    if (x_position >= x_text.size()) return false;
    const std::size_t end = std::min(x_text.find('\n', x_position), x_text.size());
    line = std::string_view(x_text).substr(x_position, end - x_position);
    while (line.ends_with('\r')) line.remove_suffix(1);
    x_position = end + 1;
    ++x_line;
    return true;
}

void File::fail(const std::string& message) const { throw DataError(x_path, fmt::format("line {}", x_line), message); }

double File::number(std::string_view field) const {
    const Number number = number_of(field);
    if (number.kind != NumberKind::finite) fail(no_number(field));
    return number.value;
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

}  // namespace limen::text
