// Text as a page shows it.
#include "comparison/html.hpp"

namespace limen::app {

std::string html_text(std::string_view text) {
    std::string safe;
    for (const char c : text) safe += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
    return safe;
}

}  // namespace limen::app
