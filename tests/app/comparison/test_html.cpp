// Text that would be tags.
#include "comparison/html.hpp"

#include <doctest/doctest.h>

using namespace limen::app;

TEST_CASE("text is shown as it is, and never taken for a tag") {
    CHECK(html_text("a < b & \"c\" > d") == "a &lt; b &amp; \"c\" &gt; d");
    CHECK(html_text("&lt;") == "&amp;lt;");
    CHECK(html_text("") == "");
}
