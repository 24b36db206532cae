#include "irc/nicknames.hpp"

#include "base/utf8.hpp"
#include "irc/graphemes.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

namespace irc {

namespace {

std::string mapped(std::string_view text, int options)
{
    utf8proc_uint8_t* buffer = nullptr;
    const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &buffer,
                                   static_cast<utf8proc_option_t>(options | UTF8PROC_STABLE));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(buffer, &std::free);
    if (size < 0)
        throw std::bad_alloc(); // the text is valid, so that nothing else can go wrong
    return {reinterpret_cast<const char*>(buffer), static_cast<std::size_t>(size)};
}

std::string composed(std::string_view text)
{
    return mapped(text, UTF8PROC_COMPOSE);
}

template <class Visitor>
void for_each_code_point(std::string_view text, Visitor visit)
{
    while (!text.empty()) {
        utf8proc_int32_t code_point = 0;
        const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                             static_cast<utf8proc_ssize_t>(text.size()), &code_point);
        visit(static_cast<char32_t>(code_point), text.substr(0, static_cast<std::size_t>(length)));
        text.remove_prefix(static_cast<std::size_t>(length));
    }
}

utf8proc_category_t category_of(char32_t code_point)
{
    return utf8proc_category(static_cast<utf8proc_int32_t>(code_point));
}

// Cc, Cf (bidi controls and joiners are there), Cs, Co and Cn.
bool vanishes(char32_t code_point)
{
    switch (category_of(code_point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
        return true;
    default:
        return false;
    }
}

bool is_space(char32_t code_point)
{
    if (code_point >= '\t' && code_point <= '\r')
        return true;
    const utf8proc_category_t category = category_of(code_point);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

// Nothing is drawn for it: U+2800 is the blank pattern of Braille, U+1D159 a null note of music.
bool is_blank(char32_t code_point)
{
    return utf8proc_get_property(static_cast<utf8proc_int32_t>(code_point))->ignorable ||
           code_point == 0x2800 || code_point == 0x1d159;
}

// What a person would see of it on its own.
bool is_visible(char32_t code_point)
{
    const utf8proc_category_t category = category_of(code_point);
    const bool mark = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
                      category == UTF8PROC_CATEGORY_ME;
    return !mark && !is_blank(code_point) && !is_space(code_point) && code_point != '_';
}

std::string cut(std::string_view nick, std::size_t reserve)
{
    return std::string(
        nick.substr(0, grapheme_prefix(nick, max_nick_bytes - reserve, max_nick_code_points - reserve)));
}

// Valid text without what vanishes, each white space as a plain space, none around it; NFC.
std::string cleaned(std::string_view text)
{
    std::string out;
    for_each_code_point(base::utf8::repaired(text), [&](char32_t code_point, std::string_view bytes) {
        if (is_space(code_point))
            out += ' ';
        else if (!vanishes(code_point))
            out += bytes;
    });
    const std::size_t first = out.find_first_not_of(' ');
    if (first == std::string::npos)
        return {};
    return composed(std::string_view(out).substr(first, out.find_last_not_of(' ') - first + 1));
}

} // namespace

std::string nick_from(std::string_view name)
{
    constexpr std::string_view forbidden = " ,:!@*?.#&$+~%";
    std::string shown;
    for_each_code_point(base::utf8::repaired(name), [&](char32_t code_point, std::string_view bytes) {
        if (!is_blank(code_point))
            shown += bytes;
    });
    std::string nick = cleaned(shown);
    std::replace_if(
        nick.begin(), nick.end(), [&](char c) { return forbidden.find(c) != std::string_view::npos; }, '_');
    if (!nick.empty() && (nick[0] == '-' || (nick[0] >= '0' && nick[0] <= '9')))
        nick.insert(0, 1, '_');
    nick = cut(nick, 0);

    bool visible = false;
    for_each_code_point(nick,
                        [&](char32_t code_point, std::string_view) { visible |= is_visible(code_point); });
    return visible ? nick : std::string();
}

std::string folded(std::string_view nick)
{
    return mapped(base::utf8::repaired(nick),
                  UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
}

std::string skeleton(std::string_view text)
{
    auto bare = mapped(base::utf8::repaired(text), UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                       UTF8PROC_IGNORE | UTF8PROC_STRIPMARK);
    std::erase(bare, ' ');
    return bare;
}

bool is_nick(std::string_view text)
{
    return !text.empty() && base::utf8::valid(text) && folded(nick_from(text)) == folded(text);
}

std::string disambiguated(std::string_view nick, std::string_view digits)
{
    return cut(nick, digits.size() + 1).append("_").append(digits);
}

std::string printable(std::string_view text, std::size_t max_bytes)
{
    const std::string clean = cleaned(text);
    return clean.substr(0, grapheme_prefix(clean, max_bytes));
}

} // namespace irc
