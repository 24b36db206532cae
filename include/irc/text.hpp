// Text cut into lines that fit: at words where it can be, never inside a character.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace irc {

// Pieces of at most `max_bytes` (≥ 16) each that, put together, give the text but for the single space
// dropped at each cut between words. A word longer than half a piece may be cut between characters; never
// inside a grapheme cluster where one fits, nor inside a formatting code. Pre: `text` is valid UTF-8 without
// CR and LF. "" gives no piece.
std::vector<std::string_view> split(std::string_view text, std::size_t max_bytes);

// The same, but that the pieces put together give the whole text: the space at a cut ends its piece.
std::vector<std::string_view> split_whole(std::string_view text, std::size_t max_bytes);

// The lines of a text: LF, CR LF or CR ends one. Empty ones are kept.
std::vector<std::string_view> lines(std::string_view text);

inline constexpr std::size_t away_length = 300; // AWAYLEN

// The message of an AWAY as it is kept: valid UTF-8 of at most away_length bytes.
std::string away_text(std::string_view message);

} // namespace irc
