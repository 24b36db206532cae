// The form in which texts that a reader may take for one another are equal.
// https://www.unicode.org/reports/tr39/#Confusable_Detection
#pragma once

#include <string>
#include <string_view>

namespace irc {

// The skeleton of the folded text without what cannot be seen. Besides, "i", "l", "1" and "|" are equal,
// because a capital I looks like a small l, and so are "o" and "0". Equal for all that folded() makes equal;
// never to be shown.
std::string looks(std::string_view text);

} // namespace irc
