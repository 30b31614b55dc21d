// How deep the elements of an XML text are nested, found without a stack.
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

namespace limen::lsm {

// What a text counts as that is not to be parsed at all: it declares a document type, and with it entities, or has tags
// in which parsers may see different things.
inline constexpr std::size_t xml_bottomless = std::numeric_limits<std::size_t>::max();

// The place of the ">" that ends the tag beginning at `at`; the length of the text if there is none, and npos if the
// tag holds "<", or a quote that does not begin an attribute's value: only then could a parser take another ">" for the
// end.
inline std::size_t xml_tag_end(std::string_view text, std::size_t at) {
    bool named = false;  // the element's name is over
    char last = '<';     // but blanks
    for (std::size_t i = at + 1; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '>') return i;
        if (c == '<') return text.npos;
        if (c == '"' || c == '\'') {
            if (!named || last != '=') return text.npos;
            const std::size_t end = text.find(c, i + 1);
            if (text.substr(i, end - i).find('<') != text.npos) return text.npos;
            if (end == text.npos) return text.size();
            i = end;
        }
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        named = named || blank;
        if (!blank) last = c;
    }
    return text.size();
}

// At least as deep as a parser can go in it, or xml_bottomless.
inline std::size_t xml_depth(std::string_view text) {
    std::size_t depth = 0, deepest = 0;
    for (std::size_t at = text.find('<'); at < text.size(); at = text.find('<', at)) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("<!--")) {
            at = text.find("-->", at + 4);
        } else if (rest.starts_with("<![CDATA[")) {
            at = text.find("]]>", at + 9);
        } else if (rest.starts_with("<?")) {
            at = text.find("?>", at + 2);
        } else if (rest.starts_with("<!")) {
            return xml_bottomless;
        } else if (rest.starts_with("</")) {
            depth -= depth > 0;
            ++at;
        } else {
            at = xml_tag_end(text, at);
            if (at == text.npos) return xml_bottomless;
            deepest = depth + 1 > deepest ? depth + 1 : deepest;
            depth += at < text.size() && text[at - 1] != '/';
        }
    }
    return deepest;
}

}  // namespace limen::lsm
