// What kind of character stands at a place in a text, as far as Markdown's rules ask.
// https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run
#pragma once

#include <cstddef>
#include <string_view>

namespace bridge {

enum class letter { space, punctuation, digit, word };

// Of the character that begins, or that ends, at `at`: a space where the text does. Pre: valid UTF-8.
letter letter_at(std::string_view text, std::size_t at);
letter letter_before(std::string_view text, std::size_t at);

// The bytes of white space that the text begins with.
std::size_t leading_space(std::string_view text);
std::size_t trailing_space(std::string_view text);

} // namespace bridge
