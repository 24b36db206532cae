// A text that was not sent, on its way back to its author: notices of the server from which it can be copied.
#pragma once

#include "bridge/wire/line.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace bridge {

// One notice for each line of the text, or several where it is long; each begins with `before`.
std::vector<line> returned_text(const std::string& server, const std::string& nick, const std::string& before,
                                std::string_view text);

} // namespace bridge
