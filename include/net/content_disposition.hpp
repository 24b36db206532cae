// What a file is called, as a Content-Disposition header says it. https://www.rfc-editor.org/rfc/rfc6266
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace net {

inline constexpr std::size_t longest_file_name = 255; // bytes

// The name alone, without directories and control characters, cut at a character: filename* (UTF-8) before
// filename. Empty where none is said.
std::string file_name_of(std::string_view content_disposition);

} // namespace net
