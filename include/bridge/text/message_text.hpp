// Between a row's text and IRC lines.
#pragma once

#include "bridge/text/formatting.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bridge {

// Bytes of a row, of which much fewer are shown. Lines behind them are counted, and not laid out.
inline constexpr std::size_t looked_at = 64 * 1024;

inline constexpr std::size_t line_overhead = 128; // bytes of a line besides its text, about

struct shown_limits {
    std::size_t line = 400;   // bytes of one line's text
    std::size_t lines = 20;   // of one row …
    std::size_t bytes = 8192; // … and its text, before it is cut off
    bridge::formatting formatting = bridge::formatting::markdown;
    nick_lookup nick_of{}; // of mentions in HTML
};

// The texts of the PRIVMSGs that show a row: one a line, empty ones skipped, long ones split; "/me text" is a
// CTCP ACTION; beyond the limits "… (+N lines) <link>". No text holds NUL, CR, LF or \x01 (but for ACTION's
// own). Formatting that is open where a line is split goes on behind it. Empty where the row shows nothing:
// blank rows are not messages.
std::vector<std::string> irc_lines(std::string_view content, const shown_limits& limits,
                                   std::string_view link);

// A row as the lines of one batch: blank ones between others are kept, pieces of a long line put together
// give it back, and an ACTION is opened in the first and ended in the last. All, with "… (+N lines) <link>",
// is within the limits.
struct piece {
    std::string text;
    bool concat = false; // with the one before, without a line break
    friend bool operator==(const piece&, const piece&) = default;
};
std::vector<piece> irc_pieces(std::string_view content, const shown_limits& limits, std::string_view link);

// Nothing but white space: no message.
bool is_blank(std::string_view text);

// What is stored for the text of a PRIVMSG or NOTICE: itself without \x01, or "/me text" for a CTCP ACTION,
// its formatting translated; blank for one that says nothing. Nothing for any other CTCP.
std::optional<std::string> stored_text(std::string_view text, formatting mode);

} // namespace bridge
