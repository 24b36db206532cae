// Nicks made from people's names, and what may stand in one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace irc {

inline constexpr std::size_t max_nick_code_points = 32;
inline constexpr std::size_t max_nick_bytes = 64;

// A name as a nick: NFC; what cannot be seen and the white space around the name vanish; a
// space and , : ! @ * ? . # & $ + ~ % become "_"; a leading digit or "-" gets "_" before it; at most 32 code
// points and 64 bytes, cut between characters. Empty where nothing visible is left (only "_" and marks
// included).
std::string nick_from(std::string_view name);

// Whether nick_from() can give it, in whatever case: what a client types is no nick otherwise.
bool is_nick(std::string_view text);

// The form in which two nicks that differ only in case or in compatibility are the same: NFKC and full
// Unicode case folding (utf8proc's NFKC_Casefold). For looking up what a client typed, too.
std::string folded(std::string_view nick);

// As folded(), without accents and spaces besides: equal for what Directus and its database may take for one
// text. Never to be shown, and equal for more than that.
std::string skeleton(std::string_view text);

// `nick` with "_" and the digits behind it, cut so that it stays within the limits.
std::string disambiguated(std::string_view nick, std::string_view digits);

// Text for a real name or topic: valid UTF-8, without control, format and bidi characters (a line break or
// tab becomes a space), within `max_bytes`.
std::string printable(std::string_view text, std::size_t max_bytes);

} // namespace irc
