// UTF-8 as a sequence of code points, over utf8proc.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base::utf8 {

// Shortest form, no surrogates, at most U+10FFFF (RFC 3629).
bool valid(std::string_view text);

// The text with each invalid byte replaced by U+FFFD.
std::string repaired(std::string_view text);

// The length of the longest prefix of at most `limit` bytes that does not end inside a character.
// Pre: valid(text).
std::size_t prefix(std::string_view text, std::size_t limit);

// Appends the code point's encoding.
void append(std::string& out, char32_t code_point);

} // namespace base::utf8
