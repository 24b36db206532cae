// How the text of a configuration value is read. Whatever does not fit throws std::invalid_argument with the
// reason. Of keys that take one value, the last one given counts.
#pragma once

#include "base/clock.hpp"
#include "server/config/config.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace server::config_values {

using values = std::vector<std::string>; // of one key; never empty

[[noreturn]] void invalid(const std::string& reason);
std::size_t number(const values& given, std::size_t least, std::size_t most);
base::duration seconds(const values& given, std::size_t least, std::size_t most);
bool yes_or_no(const values& given);
// Text that becomes part of IRC lines.
std::string one_line(const std::string& text);
std::string word(const values& given); // a parameter of IRC that is not the last
// The name of a collection or field.
std::string field(const values& given);
std::string field_or_none(const values& given);
// address:port, [IPv6]:port or unix:/path.
listen_address address(const std::string& text);
// Without unix:.
listen_address tcp_address(const std::string& text);
// scheme://host[:port], or * for all.
std::string origin(const std::string& text);

} // namespace server::config_values
