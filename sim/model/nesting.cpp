// Counts brackets and dots, but for those in strings and comments.
#include "model/nesting.hpp"

namespace limen {

namespace {

class Scanner {
public:
    explicit Scanner(std::string_view text) : x_text(text) {}

    Depth scan() {
        for (; x_at < x_text.size(); ++x_at) step(x_text[x_at]);
        return x_deepest;
    }

private:
    void step(char c) {
        switch (c) {
            case '\n':
                ++x_line;
                x_line_start = x_at + 1;
                x_dots = 0;
                break;
            case '#':
                skip_comment();
                break;
            case '"':
            case '\'':
                skip_string(c);
                break;
            case '[':
            case '{':
                ++x_brackets;
                x_dots = 0;
                look();
                break;
            case ']':
            case '}':
                if (x_brackets > 0) --x_brackets;
                break;
            case '=':
            case ',':
                x_dots = 0;
                break;
            case '.':
                ++x_dots;
                look();
                break;
            default:
                break;
        }
    }

    void look() {
        if (x_brackets + x_dots > x_deepest.depth) x_deepest = {x_brackets + x_dots, x_line, x_at - x_line_start + 1};
    }

    // Up to the end of the line, which is left.
    void skip_comment() {
        const std::size_t end = x_text.find('\n', x_at);
        x_at = (end == std::string_view::npos ? x_text.size() : end) - 1;
    }

    // Up to the quote that ends it; of one that does not end, to the end of its line or of the text.
    void skip_string(char quote) {
        const std::string_view three = quote == '"' ? "\"\"\"" : "'''";
        const bool of_lines = x_text.substr(x_at, 3) == three;
        for (x_at += of_lines ? 3 : 1; x_at < x_text.size(); ++x_at) {
            const char c = x_text[x_at];
            if (c == '\\' && quote == '"') {
                ++x_at;
            } else if (c == '\n') {
                if (!of_lines) return --x_at, void();
                ++x_line;
                x_line_start = x_at + 1;
            } else if (of_lines ? x_text.substr(x_at, 3) == three : c == quote) {
                x_at += of_lines ? 2 : 0;
                return;
            }
        }
    }

    std::string_view x_text;
    std::size_t x_at = 0, x_line = 1, x_line_start = 0, x_brackets = 0, x_dots = 0;
    Depth x_deepest;
};

}  // namespace

Depth deepest_nesting(std::string_view text) { return Scanner(text).scan(); }

}  // namespace limen
