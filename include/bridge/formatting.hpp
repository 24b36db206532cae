// What becomes of formatting between IRC, which has codes for it, and a row, whose text is Markdown.
#pragma once

#include <string>
#include <string_view>

namespace bridge {

enum class formatting {
    markdown, // translated
    strip,    // left out, on both ways
    raw       // passed as it is
};

// What is stored for a text of IRC. In Markdown a text without codes is stored as it is typed.
std::string formatted_for_row(std::string_view text, formatting mode);

// What IRC is shown of a row's text, with its line breaks. A code block is shown without its fences. Lines
// that hold codes already are not Markdown. Where nothing would be left to show, all is shown as it is.
// Pre: `content` is valid UTF-8.
std::string formatted_for_irc(std::string_view content, formatting mode);

} // namespace bridge
