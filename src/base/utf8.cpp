#include "base/utf8.hpp"

#include <utf8proc.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace base::utf8 {

namespace {

bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The length of the well-formed sequence that `text` begins with, 0 if there is none.
std::size_t sequence(std::string_view text)
{
    utf8proc_int32_t code_point = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &code_point);
    return length > 0 ? static_cast<std::size_t>(length) : 0;
}

// How many bytes of ASCII it begins with, or somewhat fewer.
std::size_t ascii(std::string_view text)
{
    std::uint64_t eight = 0;
    std::size_t size = 0;
    for (; text.size() - size >= sizeof eight; size += sizeof eight) {
        std::memcpy(&eight, text.data() + size, sizeof eight);
        if (eight & 0x8080808080808080U)
            break;
    }
    return size;
}

} // namespace

bool valid(std::string_view text)
{
    while (!text.empty()) {
        text.remove_prefix(ascii(text));
        if (text.empty())
            break;
        const std::size_t length = sequence(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string repaired(std::string_view text)
{
    if (valid(text))
        return std::string(text);
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = sequence(text);
        if (length == 0)
            out += "\xEF\xBF\xBD";
        else
            out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::size_t prefix(std::string_view text, std::size_t limit)
{
    if (text.size() <= limit)
        return text.size();
    while (limit > 0 && is_continuation(text[limit]))
        --limit;
    return limit;
}

void append(std::string& out, char32_t code_point)
{
    std::array<utf8proc_uint8_t, 4> bytes;
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

} // namespace base::utf8
