// Message tags: looking one up, and escaping values. https://ircv3.net/specs/extensions/message-tags
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace irc {

// The unescaped value of the last tag of that name ("" where it has none), or empty where it is not there.
std::optional<std::string> find_tag(std::string_view tags, std::string_view name);

std::string escape_tag_value(std::string_view value);
std::string unescape_tag_value(std::string_view value);

} // namespace irc
