// Text files line by line, and the numbers in them; every error names the file and the line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace limen::datasets {

// A whole text file in memory. Throws DataError if it is missing, empty or not a regular file.
class TextFile {
public:
    explicit TextFile(std::filesystem::path path);
    // The next line without its end (LF or CRLF); false at the end of the file.
    bool next(std::string_view& line);
    std::size_t line_number() const noexcept { return x_line; }  // of the line read last, from 1
    [[noreturn]] void fail(const std::string& message) const;    // at that line
    const std::filesystem::path& path() const noexcept { return x_path; }

    // A finite number; the field is shown when it is none.
    double number(std::string_view field) const;

private:
    std::filesystem::path x_path;
    std::string x_text;
    std::size_t x_position = 0, x_line = 0;
};

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string lower(std::string_view text);

}  // namespace limen::datasets
