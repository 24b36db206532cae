#include "bridge/text/formatting.hpp"

#include "base/byte_set.hpp"
#include "bridge/text/markdown.hpp"
#include "irc/formatting.hpp"
#include "irc/text.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace bridge {

namespace {

constexpr std::size_t most = 32'768; // bytes that are translated: far more than is ever shown of a row

enum class place { outside, fence, inside }; // of a code block

bool is_blank_line(std::string_view line)
{
    return line.find_first_not_of(" \t\v\f") == std::string_view::npos;
}

// The backticks that a line consists of, behind at most three spaces; 0 where it is no fence. An opening one
// may name a language. https://spec.commonmark.org/0.31.2/#fenced-code-blocks
std::size_t fence(std::string_view line, bool opening)
{
    constexpr std::string_view language =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+#-_.";
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    if (indent > 3)
        return 0;
    line.remove_prefix(indent);
    const auto size = std::min(line.find_first_not_of('`'), line.size());
    line.remove_prefix(size);
    line = line.substr(0, line.find_last_not_of(" \t") + 1);
    const bool bare = line.empty() || (opening && line.find_first_not_of(language) == std::string_view::npos);
    return size >= 3 && bare ? size : 0;
}

// A fence that is never closed is none.
std::vector<place> places(const std::vector<std::string_view>& lines)
{
    std::vector<place> out(lines.size(), place::outside);
    std::size_t longest = 0; // of the closing fences still to come, where that is known
    bool is_known = false;
    for (std::size_t n = 0; n < lines.size(); ++n) {
        const auto size = fence(lines[n], true);
        if (size == 0 || (is_known && size > longest))
            continue;
        auto end = n + 1;
        std::size_t seen = 0;
        while (end < lines.size() && fence(lines[end], false) < size)
            seen = std::max(seen, fence(lines[end++], false));
        if (end == lines.size()) {
            longest = seen;
            is_known = true;
            continue;
        }
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(n + 1),
                  out.begin() + static_cast<std::ptrdiff_t>(end), place::inside);
        out[n] = out[end] = place::fence;
        n = end;
    }
    return out;
}

// Whole lines from the beginning: what follows is as long as no client is shown.
std::string_view translated(std::string_view content)
{
    if (content.size() <= most)
        return content;
    const auto end = content.find_last_of("\r\n", most);
    return content.substr(0, end == std::string_view::npos ? 0 : end);
}

std::string shown(std::string_view line, place where, formatting mode)
{
    if (irc::has_codes(line))
        return mode == formatting::strip ? irc::without_codes(line) : std::string(line);
    std::vector<irc::formatted> parts;
    if (where != place::inside)
        parts = read_markdown(line);
    else if (!line.empty())
        parts.push_back({std::string(line), {.monospace = !is_blank_line(line)}});
    if (mode == formatting::strip)
        for (auto& part : parts)
            part.how = {};
    return irc::write_codes(parts);
}

std::string stored(std::string_view line, place where)
{
    const auto parts = irc::read_codes(line);
    const auto says = [](const irc::formatted& part) {
        return part.how.bold || part.how.italic || part.how.strikethrough || part.how.monospace;
    };
    if (where != place::outside || std::ranges::none_of(parts, says))
        return irc::without_codes(line);
    return write_markdown(parts);
}

} // namespace

std::string formatted_for_row(std::string_view text, formatting mode)
{
    if (mode == formatting::html)
        return html_from_irc(text);
    if (mode == formatting::raw || !irc::has_codes(text))
        return std::string(text);
    const auto lines = irc::lines(text);
    const auto where = places(lines);
    std::string out;
    auto end = text.begin(); // of the line before
    for (std::size_t n = 0; n < lines.size(); ++n) {
        out.append(end, lines[n].begin());
        out += mode == formatting::strip ? irc::without_codes(lines[n]) : stored(lines[n], where[n]);
        end = lines[n].end();
    }
    return out.append(end, text.end());
}

std::string formatted_for_irc(std::string_view content, formatting mode, const nick_lookup& nick_of)
{
    if (mode == formatting::html)
        return html_to_irc(content, nick_of);
    static constexpr base::byte_set special("*_~`[\\\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f");
    if (mode == formatting::raw || special.find_in(content) == std::string_view::npos)
        return std::string(content);
    const auto lines = irc::lines(translated(content));
    const auto where = places(lines);
    std::string out;
    auto end = content.begin();
    bool shows = lines.empty();
    for (std::size_t n = 0; n < lines.size(); ++n) {
        if (where[n] != place::fence) {
            if (n == 0 || where[n - 1] != place::fence || !out.empty())
                out.append(end, lines[n].begin());
            const auto one = shown(lines[n], where[n], mode);
            shows = shows || !is_blank_line(one);
            out += one;
        }
        end = lines[n].end();
    }
    out.append(end, content.end());
    return shows ? out : std::string(content);
}

} // namespace bridge
