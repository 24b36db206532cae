// A row's file as IRC is shown it: its name, its size and where it is.
#pragma once

#include "directus/types.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace bridge {

// A text, or a file. Others show nothing.
bool is_message(const directus::item& row);

// "name (size) link", the link alone where the name is not known; of a name that leaves no room for the link
// the beginning. The link is that prefix and the file's id: whoever follows it has to be let in by Directus.
std::string attachment_line(const directus::file& what, std::string_view link, std::size_t most_bytes);

} // namespace bridge
