// Depths of small XML texts.
#include "lsm/xml_depth.hpp"

#include <doctest/doctest.h>

#include <string>

using limen::lsm::xml_bottomless;
using limen::lsm::xml_depth;

TEST_CASE("elements within elements count, one after the other do not") {
    CHECK(xml_depth("") == 0);
    CHECK(xml_depth("no element") == 0);
    CHECK(xml_depth("<a/>") == 1);
    CHECK(xml_depth("<a><b/><b></b><b x='1'/></a>") == 2);
    CHECK(xml_depth("<?xml version='1.0'?><a><b><c/></b></a>") == 3);
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK(xml_depth(deep) == 100'000);
}

TEST_CASE("what looks like the end of an element in a comment, a text or an attribute is none") {
    for (const std::string hidden : {"<!-- </a></a> -->", "<!--></a></a>-->", "<![CDATA[</a></a>]]>", "<? </a></a> ?>",
                                     "<?></a></a>?>", "<b x='/>'/>", "<b x = \"/>'>\" y='>'/>"}) {
        CAPTURE(hidden);
        CHECK(xml_depth("<a>" + hidden + "<a>" + hidden + "<a/></a></a>") == 3);
    }
    CHECK(xml_depth("<a x='/>'><a x=\"/>\"><a/></a></a>") == 3);
}

TEST_CASE("tags in which a quote or another tag could hide an end are not to be parsed") {
    for (const char* text : {"<a\"><a><a>\"/>", "<a=\">\"/>", "<a b\"=\"/>\">", "<a x='<b>'/>", "<a <b>>", "<a'b'/>"}) {
        CAPTURE(text);
        CHECK(xml_depth(text) == xml_bottomless);
    }
}

TEST_CASE("a document type, and texts that end in the middle, do no harm") {
    CHECK(xml_depth("<!DOCTYPE x [<!ENTITY a 'b'>]><a/>") == xml_bottomless);
    for (const char* text : {"<", "<a", "<a x='", "<a x=", "<!--", "<![CDATA[", "<?", "</", "</a></a><b>", "<a/"})
        CHECK(xml_depth(text) <= 1);
}
