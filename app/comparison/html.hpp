// Text as a page shows it.
#pragma once

#include <string>
#include <string_view>

namespace limen::app {

// Nothing in it is taken for a tag.
std::string html_text(std::string_view);

}  // namespace limen::app
