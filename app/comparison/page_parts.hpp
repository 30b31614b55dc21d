// The files that the page is made of, as the build puts them into the program.
#pragma once

#include <string_view>

namespace limen::app {

extern const std::string_view page_html, page_css;        // page.html, page.css
extern const std::string_view svg_js, marks_js, page_js;  // svg.js, marks.js, page.js
extern const std::string_view chart_js;                   // Chart.js (MIT licence)

}  // namespace limen::app
