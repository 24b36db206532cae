// A line of Markdown as pieces: text that is shown, and runs of markers that may begin or end something.
#pragma once

#include "irc/formatting.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

struct markdown_piece {
    std::string text;       // as it is shown; of a run, those of its markers that mean nothing
    irc::style how{};       // its own: that of a link's text
    char marker = 0;        // of a run
    bool opens = false;     // may begin something …
    bool closes = false;    // … or end it
    bool inside = false;    // inside a word
    std::size_t spaces = 0; // in the line before it …
    std::size_t words = 0;  // … and what is neither space nor mark, in bytes
};

// Pre: as read_markdown().
std::vector<markdown_piece> scan_markdown(std::string_view line);

// The bytes of an address (scheme://…) whose "://" stands at `at`, from there; 0 where there is none. Marks
// that end a sentence are not part of it, nor are markers.
std::size_t address_at(std::string_view line, std::size_t at);

} // namespace bridge
