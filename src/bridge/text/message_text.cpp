#include "bridge/text/message_text.hpp"

#include "base/utf8.hpp"
#include "irc/formatting.hpp"
#include "irc/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

namespace {

constexpr std::string_view ctcp = "\x01";
constexpr std::string_view action_open = "\x01"
                                         "ACTION ";
constexpr std::string_view me = "/me ";

// Valid UTF-8 without the bytes that could end a line or open a CTCP.
std::string cleaned(std::string_view content)
{
    auto text = base::utf8::repaired(content);
    std::erase_if(text, [](char c) { return c == '\0' || c == '\x01'; });
    return text;
}

std::size_t beginning(std::string_view content, formatting mode)
{
    if (content.size() <= looked_at)
        return content.size();
    const auto line_end = content.rfind('\n', looked_at);
    if (line_end != std::string_view::npos && mode != formatting::html) // whose lines end anywhere
        return line_end;
    auto end = looked_at;
    while (end > looked_at - 4 && (static_cast<unsigned char>(content[end]) & 0xc0) == 0x80)
        --end; // not inside a character
    return mode == formatting::html ? html_cut(content, end) : end;
}

// About as many as they would be: what nobody is shown is not worth a look for words and formatting.
std::size_t count_lines(std::string_view rest, std::size_t width)
{
    std::size_t count = 0;
    while (!rest.empty()) {
        const auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (!is_blank(line))
            count += (line.size() + width - 1) / width;
    }
    return count;
}

// A row's text, without the word that makes it an action, and what is too far behind to be shown.
struct shown_text {
    std::string text;
    bool action = false;
    std::string_view rest;
};

shown_text shown(std::string_view content, const shown_limits& limits)
{
    const auto mode = limits.formatting;
    const auto end = beginning(content, mode);
    auto text = cleaned(content.substr(0, end));
    if (mode == formatting::html) // which the word may stand in
        text = formatted_for_irc(text, mode, limits.nick_of);
    const bool action = text.starts_with(me) && !is_blank(std::string_view(text).substr(me.size()));
    if (action)
        text.erase(0, me.size());
    if (mode != formatting::html)
        text = formatted_for_irc(text, mode);
    return {std::move(text), action, content.substr(end)};
}

std::size_t width_of(const shown_limits& limits, bool action)
{
    return limits.line - (action ? action_open.size() + ctcp.size() : 0);
}

std::string left_out_note(std::size_t count, std::string_view link, std::size_t width)
{
    const auto text = fmt::format("… (+{} lines)", count);
    const bool fits = !link.empty() && text.size() + 1 + link.size() <= width; // half a link leads nowhere
    return fits ? fmt::format("{} {}", text, link) : text;
}

} // namespace

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

std::vector<std::string> irc_lines(std::string_view content, const shown_limits& limits,
                                   std::string_view link)
{
    const auto [text, action, rest] = shown(content, limits);
    std::vector<std::string> out;
    std::size_t shown_bytes = 0;
    std::size_t left_out = 0;
    for (const auto one : irc::lines(text)) {
        if (is_blank(one))
            continue;
        irc::reopening formatting(one);
        for (const auto part : irc::split(one, width_of(limits, action) - formatting.most())) {
            if (left_out > 0 || out.size() == limits.lines || shown_bytes + part.size() > limits.bytes) {
                ++left_out;
                continue;
            }
            auto piece = formatting.piece(part);
            shown_bytes += piece.size();
            out.push_back(action ? fmt::format("{}{}{}", action_open, piece, ctcp) : std::move(piece));
        }
    }
    left_out += count_lines(rest, width_of(limits, action));
    if (left_out > 0)
        out.push_back(left_out_note(left_out, link, limits.line));
    return out;
}

std::vector<piece> irc_pieces(std::string_view content, const shown_limits& limits, std::string_view link)
{
    const auto [text, action, rest] = shown(content, limits);
    const auto width = width_of(limits, action);
    const auto is_said = [](std::string_view line) { return !is_blank(line); };
    const auto lines = irc::lines(text);
    const auto first = std::ranges::find_if(lines, is_said);
    const auto last = std::find_if(lines.rbegin(), lines.rend(), is_said).base();

    std::vector<piece> out;
    std::size_t bytes = action ? action_open.size() + ctcp.size() : 0;
    std::size_t left_out = 0;
    for (auto line = first; line < last; ++line) {
        irc::reopening formatting(*line);
        auto parts = irc::split_whole(*line, width - formatting.most());
        if (parts.empty())
            parts.emplace_back(); // a blank line
        for (const auto& part : parts) {
            piece next{formatting.piece(part), part.data() != parts.front().data()};
            const auto size = next.text.size() + (next.concat || out.empty() ? 0 : 1);
            if (left_out > 0 || out.size() == limits.lines || bytes + size > limits.bytes) {
                ++left_out;
                continue;
            }
            bytes += size;
            out.push_back(std::move(next));
        }
    }
    left_out += count_lines(rest, width);
    if (left_out > 0) {
        const auto note = [&] { return left_out_note(left_out, link, width); };
        for (; out.size() > 1 && (out.size() == limits.lines || bytes + 1 + note().size() > limits.bytes);
             ++left_out) {
            bytes -= out.back().text.size() + (out.back().concat ? 0 : 1);
            out.pop_back();
        }
        out.push_back({note()});
    }
    if (action && !out.empty()) {
        out.front().text.insert(0, action_open);
        out.back().text += ctcp;
    }
    return out;
}

std::optional<std::string> stored_text(std::string_view text, formatting mode)
{
    const bool is_ctcp = text.starts_with(ctcp);
    if (is_ctcp && !text.starts_with(action_open))
        return std::nullopt;
    if (is_ctcp)
        text.remove_prefix(action_open.size());
    const auto said = cleaned(text);
    auto kept = formatted_for_row(said, mode);
    if (!is_ctcp || is_blank(kept))
        return kept;
    return mode == formatting::html ? formatted_for_row(std::string(me) + said, mode)
                                    : std::string(me) + kept;
}

} // namespace bridge
