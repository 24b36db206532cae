// Texts from another machine, made fit for a terminal, a log line or a NOTICE.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

// The text on one line: each control character, line separator or bidirectional control becomes a space,
// each byte that is not UTF-8 U+FFFD. Over `most` bytes it is cut, behind a whole character, and ends in "…".
std::string printable(std::string_view text, std::size_t most = 300);

} // namespace base
