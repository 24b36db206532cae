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

// Which lines are code blocks, with their fences. A fence that is never closed is none.
std::vector<bool> code_blocks(const std::vector<std::string_view>& lines)
{
    std::vector<bool> out(lines.size());
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
        std::fill(out.begin() + static_cast<std::ptrdiff_t>(n),
                  out.begin() + static_cast<std::ptrdiff_t>(end + 1), true);
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

std::string shown(std::string_view line, bool is_code, formatting mode)
{
    if (irc::has_codes(line))
        return mode == formatting::strip ? irc::without_codes(line) : std::string(line);
    if (is_code)
        return std::string(line);
    auto parts = read_markdown(line);
    if (mode == formatting::strip)
        for (auto& part : parts)
            part.how = {};
    return irc::write_codes(parts);
}

std::string written(std::string_view text)
{
    const auto lines = irc::lines(text);
    const auto is_code = code_blocks(lines);
    std::string out;
    auto end = text.begin(); // of the line before
    for (std::size_t n = 0; n < lines.size(); ++n) {
        out.append(end, lines[n].begin());
        out += is_code[n] ? irc::without_codes(lines[n]) : write_markdown(irc::read_codes(lines[n]));
        end = lines[n].end();
    }
    return out.append(end, text.end());
}

} // namespace

std::string formatted_for_row(std::string_view text, formatting mode)
{
    if (mode == formatting::html)
        return html_from_irc(text);
    if (mode == formatting::raw || !irc::has_codes(text))
        return std::string(text);
    auto plain = irc::without_codes(text);
    if (mode == formatting::strip)
        return plain;
    auto markdown = written(text);
    const bool reads_as_typed = irc::without_codes(formatted_for_irc(markdown, mode)) == plain;
    return reads_as_typed ? markdown : plain;
}

std::string formatted_for_irc(std::string_view content, formatting mode, const nick_lookup& nick_of)
{
    if (mode == formatting::html)
        return html_to_irc(content, nick_of);
    static constexpr base::byte_set special("*_~[\x02\x03\x04\x0f\x11\x16\x1d\x1e\x1f");
    if (mode == formatting::raw || special.find_in(content) == std::string_view::npos)
        return std::string(content);
    const auto lines = irc::lines(translated(content));
    const auto is_code = code_blocks(lines);
    std::string out;
    auto end = content.begin();
    for (std::size_t n = 0; n < lines.size(); ++n) {
        out.append(end, lines[n].begin());
        out += shown(lines[n], is_code[n], mode);
        end = lines[n].end();
    }
    out.append(end, content.end());
    const bool shows = out.find_first_not_of(" \t\r\n\v\f") != std::string::npos;
    return shows ? out : std::string(content);
}

} // namespace bridge
