// The Markdown that people use in chat, line by line: bold, italic, strikethrough, code and links. All else
// is left as it is typed, and so is what only perhaps was meant as Markdown. CommonMark's libraries read
// whole documents, change what they do not understand, and write none.
#pragma once

#include "irc/formatting.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

// What a line shows: its markers become styles, [text](url) becomes "text <url>". No part is empty, and no
// two neighbours look the same. Pre: `line` is valid UTF-8 without line breaks.
std::vector<irc::formatted> read_markdown(std::string_view line);

// A line that reads as these parts: their text always, of their styles those that Markdown can say there.
std::string write_markdown(std::span<const irc::formatted> parts);

inline constexpr std::string_view markdown_markers = "*_~`[";

} // namespace bridge
