// Text files line by line and the numbers in them, read by all in one way; every error names the file and the line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace limen::text {

// All bytes of a regular file. Throws DataError where there is none, or where it holds more than `most` bytes.
std::string whole_file(const std::filesystem::path&, std::uintmax_t most = UINTMAX_MAX);

// Throws DataError where bytes are no text in UTF-8 or ASCII whose lines end in LF or CRLF, saying what they are.
void check_text(const std::filesystem::path&, std::string_view bytes);

enum class NumberKind {
    finite,      // of a size that 32 bits can hold; what is nearer to 0 than any number is 0
    not_finite,  // infinite, or beyond 3.4e38
    missing,     // what tables hold where there is no number: nothing, NA, N/A, NaN, null, none, ?, -
    word         // anything else
};
struct Number {
    NumberKind kind = NumberKind::word;
    double value = 0;  // where it is finite
};

// The number that a field holds. Blanks around it and a plus sign before it are allowed; the locale says nothing.
Number number_of(std::string_view field);
// What is wrong with a field that is no finite number, with the field itself, shortened if it is long.
std::string no_number(std::string_view field);

// A whole text file in memory, in UTF-8 or ASCII, with lines that end in LF or CRLF.
class File {
public:
    // Throws DataError if it is missing, empty, not a regular file, or no such text.
    explicit File(std::filesystem::path path);
    // The next line without its end; false at the end of the file.
    bool next(std::string_view& line);
    std::size_t line_number() const noexcept { return x_line; }  // of the line read last, from 1
    [[noreturn]] void fail(const std::string& message) const;    // at that line
    const std::filesystem::path& path() const noexcept { return x_path; }

    // The finite number that a field holds; the message shows the field if it holds none.
    double number(std::string_view field) const;

private:
    std::filesystem::path x_path;
    std::string x_text;
    std::size_t x_position = 0, x_line = 0;
};

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string lower(std::string_view text);

}  // namespace limen::text
