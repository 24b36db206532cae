#include "base/printable.hpp"

#include "base/utf8.hpp"

namespace base {

namespace {

// The length of the character at the beginning of valid UTF-8.
std::size_t length_of(unsigned char first)
{
    if (first < 0x80)
        return 1;
    return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

bool is_control(std::string_view character)
{
    if (character.size() == 1)
        return static_cast<unsigned char>(character[0]) < ' ' || character[0] == '\x7F';
    return (character >= "\xC2\x80" && character <= "\xC2\x9F")             // U+0080 to U+009F
           || (character >= "\xE2\x80\x8E" && character <= "\xE2\x80\x8F")  // U+200E and U+200F
           || (character >= "\xE2\x80\xA8" && character <= "\xE2\x80\xAE")  // U+2028 to U+202E
           || (character >= "\xE2\x81\xA6" && character <= "\xE2\x81\xA9"); // U+2066 to U+2069
}

} // namespace

std::string printable(std::string_view text, std::size_t most)
{
    // No more than is shown is looked at; a byte too many tells that there was more.
    const auto valid = utf8::repaired(text.substr(0, most + 4));
    std::string out;
    for (std::size_t at = 0; at < valid.size();) {
        const auto character =
            std::string_view(valid).substr(at, length_of(static_cast<unsigned char>(valid[at])));
        at += character.size();
        if (is_control(character))
            out += ' ';
        else
            out += character;
    }
    if (out.size() > most || text.size() > most + 4) {
        out.resize(utf8::prefix(out, most));
        out += "…";
    }
    return out;
}

} // namespace base
