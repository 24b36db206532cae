#include "base/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace base::utf8 {

namespace {

bool is_continuation(char c)
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

// The length of the well-formed sequence that `text` begins with, 0 where there is none.
// https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf table 3-7
std::size_t sequence(std::string_view text)
{
    const auto byte = [&](std::size_t n) { return static_cast<unsigned char>(text[n]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4)
        return 0;
    const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!is_continuation(text[i]))
            return 0;
    const unsigned char second = byte(1);
    const bool overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
    const bool surrogate = first == 0xED && second > 0x9F;
    const bool too_high = first == 0xF4 && second > 0x8F;
    return overlong || surrogate || too_high ? 0 : length;
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
    const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
    const auto tail = [&](unsigned shift) { put(0x80U | (code_point >> shift & 0x3FU)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0U | code_point >> 6);
        tail(0);
    } else if (code_point < 0x10000) {
        put(0xE0U | code_point >> 12);
        tail(6);
        tail(0);
    } else {
        put(0xF0U | code_point >> 18);
        tail(12);
        tail(6);
        tail(0);
    }
}

} // namespace base::utf8
