#include "net/content_disposition.hpp"

#include "base/ascii.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <optional>

namespace net {

namespace {

bool equals(std::string_view one, std::string_view other)
{
    return std::ranges::equal(one, other, {}, base::lower, base::lower);
}

// A quoted string from its first quote on, and what is behind its last one.
std::string unquoted(std::string_view& rest)
{
    std::string out;
    std::size_t at = 1;
    for (; at < rest.size() && rest[at] != '"'; ++at) {
        if (rest[at] == '\\' && at + 1 < rest.size())
            ++at;
        out += rest[at];
    }
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return out;
}

int hex(char c)
{
    c = base::lower(c);
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// UTF-8''%e2%82%ac%20rates. https://www.rfc-editor.org/rfc/rfc8187#section-3.2
std::optional<std::string> extended(std::string_view text)
{
    const auto charset = text.substr(0, text.find('\''));
    const auto language_end = text.find('\'', std::min(charset.size() + 1, text.size()));
    if (!equals(charset, "utf-8") || language_end == text.npos)
        return std::nullopt;
    text.remove_prefix(language_end + 1);
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            out += text[at];
            continue;
        }
        if (at + 2 >= text.size() || hex(text[at + 1]) < 0 || hex(text[at + 2]) < 0)
            return std::nullopt;
        out += static_cast<char>(hex(text[at + 1]) * 16 + hex(text[at + 2]));
        at += 2;
    }
    return out;
}

std::string safe(std::string name)
{
    if (const auto slash = name.find_last_of("/\\"); slash != name.npos)
        name.erase(0, slash + 1);
    std::erase_if(name, [](char c) { return (c >= 0 && c < ' ') || c == '\x7F'; });
    name = base::utf8::repaired(name);
    name.resize(base::utf8::prefix(name, longest_file_name));
    return name == "." || name == ".." ? std::string() : name;
}

} // namespace

std::string file_name_of(std::string_view content_disposition)
{
    std::string plain;
    std::optional<std::string> better;
    auto rest = content_disposition;
    rest.remove_prefix(std::min(rest.find(';'), rest.size())); // attachment, form-data, …
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const auto name = base::trimmed(rest.substr(0, rest.find_first_of("=;")));
        rest.remove_prefix(std::min(rest.find_first_of("=;"), rest.size()));
        std::string value;
        if (rest.starts_with('=')) {
            rest.remove_prefix(1);
            rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
            if (rest.starts_with('"'))
                value = unquoted(rest);
            else
                value = base::trimmed(rest.substr(0, rest.find(';')));
            rest.remove_prefix(std::min(rest.find(';'), rest.size()));
        }
        if (equals(name, "filename"))
            plain = value;
        else if (equals(name, "filename*") && !better)
            better = extended(value);
    }
    return safe(better && !better->empty() ? std::move(*better) : std::move(plain));
}

} // namespace net
