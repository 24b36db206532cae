#include "bridge/text/letters.hpp"

#include <utf8proc.h>

namespace bridge {

namespace {

letter kind_of(char c)
{
    if (c >= '0' && c <= '9')
        return letter::digit;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return letter::word;
    return c <= ' ' ? letter::space : letter::punctuation;
}

letter kind_of(std::string_view character)
{
    if (static_cast<unsigned char>(character.front()) < 0x80)
        return kind_of(character.front());
    utf8proc_int32_t code_point = 0;
    utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(character.data()),
                     static_cast<utf8proc_ssize_t>(character.size()), &code_point);
    const auto category = utf8proc_category(code_point);
    if (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP)
        return letter::space;
    const bool mark = category >= UTF8PROC_CATEGORY_PC && category <= UTF8PROC_CATEGORY_SO;
    return mark ? letter::punctuation : letter::word;
}

// Where the character that ends at `at` begins.
std::size_t start_before(std::string_view text, std::size_t at)
{
    do
        --at;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

std::size_t end_after(std::string_view text, std::size_t at)
{
    do
        ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
    return at;
}

} // namespace

letter letter_at(std::string_view text, std::size_t at)
{
    return at >= text.size() ? letter::space : kind_of(text.substr(at));
}

letter letter_before(std::string_view text, std::size_t at)
{
    return at == 0 ? letter::space : kind_of(text.substr(start_before(text, at)));
}

std::size_t leading_space(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size() && letter_at(text, at) == letter::space)
        at = end_after(text, at);
    return at;
}

std::size_t trailing_space(std::string_view text)
{
    std::size_t at = text.size();
    while (at > 0 && letter_before(text, at) == letter::space)
        at = start_before(text, at);
    return text.size() - at;
}

} // namespace bridge
