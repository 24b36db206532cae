// What becomes of formatting between IRC, which has codes for it, and a row, whose text is Markdown or HTML.
#pragma once

#include "bridge/text/html.hpp"

#include <string>
#include <string_view>

namespace bridge {

enum class formatting {
    markdown, // translated
    strip,    // left out, on both ways
    raw,      // passed as it is
    html,     // translated
    automatic // html or markdown, by the rows; where nothing says so, as markdown
};

// What is stored for a text of IRC. In Markdown: a text without codes as it is typed; one with codes with
// markers for bold, italic and strikethrough, as far as the row then reads as the text that was typed, else
// that text without its codes. No backslash and no backtick is added (monospace, as colours, is left out). In
// HTML a text that shows nothing is empty.
std::string formatted_for_row(std::string_view text, formatting mode);

// What IRC is shown of a row's text, with its line breaks. Code is literal, with its backticks and fences:
// few clients know a code for it. A backslash is never removed. Lines that hold codes already are not
// Markdown. Where nothing would be left to show, all is shown as it is, but for HTML. Pre: `content` is valid
// UTF-8.
std::string formatted_for_irc(std::string_view content, formatting mode, const nick_lookup& nick_of = {});

} // namespace bridge
