#include "irc/formatting.hpp"

#include "base/byte_set.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace irc {

namespace {

constexpr char colour = '\x03';
constexpr char hex_colour = '\x04';
constexpr char reset = '\x0f';
constexpr base::byte_set codes("\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f");
constexpr std::string_view nothing = "\x02\x02"; // begins and ends bold: keeps a comma from a colour
constexpr std::size_t longest = 14;              // \x04RRGGBB,RRGGBB

struct toggle {
    char code;
    bool style::*flag;
};

constexpr std::array toggles{toggle{'\x02', &style::bold},          toggle{'\x1d', &style::italic},
                             toggle{'\x1e', &style::strikethrough}, toggle{'\x1f', &style::underline},
                             toggle{'\x16', &style::reverse},       toggle{'\x11', &style::monospace}};

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool is_hex(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// The digits of one colour at the beginning of the text: one or two, or six of \x04.
std::string_view digits(std::string_view text, char code)
{
    const std::size_t most = code == colour ? 2 : 6;
    std::size_t count = 0;
    while (count < std::min(most, text.size()) && (code == colour ? is_digit : is_hex)(text[count]))
        ++count;
    return code == hex_colour && count < most ? std::string_view() : text.substr(0, count);
}

// Two digits, so that one that follows is not taken for theirs.
std::string padded(std::string_view number)
{
    return number.size() == 1 ? "0" + std::string(number) : std::string(number);
}

// The code of one or two colours that the text begins with; gives its length.
std::size_t read_colours(std::string_view text, style& how)
{
    const char code = text.front();
    const auto front = digits(text.substr(1), code);
    if (front.empty()) {
        how.background.clear();
        how.foreground.clear();
        return 1;
    }
    std::size_t size = 1 + front.size();
    const auto set = code + padded(front);
    if (const auto rest = text.substr(size); rest.starts_with(',')) {
        if (const auto back = digits(rest.substr(1), code); !back.empty()) {
            how.background = set + "," + padded(back);
            how.foreground.clear();
            return size + 1 + back.size();
        }
    }
    how.foreground = set;
    return size;
}

// The length of the code that the text begins with; 0 where there is none.
std::size_t read_code(std::string_view text, style& how)
{
    const char code = text.front();
    if (code == colour || code == hex_colour)
        return read_colours(text, how);
    if (code == reset) {
        how = {};
        return 1;
    }
    for (const auto& one : toggles) {
        if (one.code == code) {
            how.*one.flag = !(how.*one.flag);
            return 1;
        }
    }
    return 0;
}

// What is needed to begin a line in this style.
std::string opening(const style& how)
{
    std::string out;
    for (const auto& one : toggles)
        if (how.*one.flag)
            out += one.code;
    return out + how.background + how.foreground;
}

} // namespace

bool has_codes(std::string_view text)
{
    return codes.find_in(text) != std::string_view::npos;
}

std::string without_codes(std::string_view text)
{
    std::string out;
    style ignored;
    while (!text.empty()) {
        const auto size = read_code(text, ignored);
        if (size == 0)
            out += text.front();
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

std::vector<formatted> read_codes(std::string_view line)
{
    std::vector<formatted> out;
    style now;
    while (!line.empty()) {
        if (const auto size = read_code(line, now); size > 0) {
            line.remove_prefix(size);
            continue;
        }
        const auto plain = line.substr(0, codes.find_in(line));
        if (out.empty() || out.back().how != now)
            out.push_back({{}, now});
        out.back().text += plain;
        line.remove_prefix(plain.size());
    }
    return out;
}

std::string write_codes(std::span<const formatted> parts)
{
    std::string out;
    style now;
    const auto change_to = [&](const style& next) {
        for (auto one = toggles.rbegin(); one != toggles.rend(); ++one) // the last one begun ends first
            if (now.*one->flag && !(next.*one->flag))
                out += one->code;
        for (const auto& one : toggles)
            if (next.*one.flag && !(now.*one.flag))
                out += one.code;
        now = next;
    };
    for (const auto& part : parts) {
        change_to(part.how);
        out += part.text;
    }
    change_to({});
    return out;
}

std::size_t before_code(std::string_view text, std::size_t size)
{
    for (auto start = size - std::min(size, longest); start < size; ++start) {
        style ignored;
        const auto length = read_code(text.substr(start), ignored);
        if (start + length > size)
            return start;
        if (length > 0)
            start += length - 1;
    }
    return size;
}

reopening::reopening(std::string_view line)
{
    style now;
    while (!line.empty()) {
        line.remove_prefix(std::min(codes.find_in(line), line.size()));
        if (line.empty())
            break;
        line.remove_prefix(read_code(line, now));
        if (const auto codes_size = opening(now).size(); codes_size > 0)
            most_ = std::max(most_, codes_size + nothing.size());
    }
}

std::string reopening::piece(std::string_view text)
{
    auto out = opening(open_);
    if (!open_.foreground.empty() && text.starts_with(','))
        out += nothing;
    out += text;
    while (!text.empty()) {
        text.remove_prefix(std::min(codes.find_in(text), text.size()));
        if (!text.empty())
            text.remove_prefix(read_code(text, open_));
    }
    return out;
}

} // namespace irc
