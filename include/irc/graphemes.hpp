// Where a text may be cut so that no character that a person sees falls apart.
// https://www.unicode.org/reports/tr29/
#pragma once

#include <cstddef>
#include <limits>
#include <string_view>

namespace irc {

// The length of the longest prefix within the limits that ends between grapheme clusters; where not even the
// first one fits, that ends between code points. Pre: `text` is valid UTF-8.
std::size_t grapheme_prefix(std::string_view text, std::size_t max_bytes,
                            std::size_t max_code_points = std::numeric_limits<std::size_t>::max());

} // namespace irc
