// The Markdown that people use in chat, line by line: bold, italic, strikethrough and links. All else is left
// as it is typed, and so is what only perhaps was meant as Markdown. CommonMark's libraries read whole
// documents, change what they do not understand, and write none.
#pragma once

#include "irc/formatting.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

// What a line shows: its markers become styles, [text](url) becomes "text <url>". Backticks stay, and nothing
// between them is a marker; a backslash stays, too, and the marker behind it is none. No part is empty, and
// no two neighbours look the same. Pre: `line` is valid UTF-8 without line breaks.
std::vector<irc::formatted> read_markdown(std::string_view line);

// A line that reads as the text of these parts, with those of their styles (bold, italic, strikethrough) that
// Markdown can say there. Adds markers and nothing else: no backslash, no backtick. Where it can say none of
// them it is the text alone, which may read as something else.
std::string write_markdown(std::span<const irc::formatted> parts);

inline constexpr std::string_view markdown_markers = "*_~`[";

} // namespace bridge
