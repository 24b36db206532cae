#include "bridge/translate.hpp"

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

} // namespace

bool is_blank(std::string_view text)
{
    return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

std::vector<std::string> irc_lines(std::string_view content, const shown_limits& limits,
                                   std::string_view link)
{
    auto text = cleaned(content);
    if (is_blank(text))
        return {};
    const bool action = text.starts_with(me) && !is_blank(std::string_view(text).substr(me.size()));
    if (action)
        text.erase(0, me.size());
    text = formatted_for_irc(text, limits.formatting);

    std::vector<std::string> out;
    std::size_t shown_bytes = 0;
    std::size_t left_out = 0;
    const std::size_t width = limits.line - (action ? action_open.size() + ctcp.size() : 0);
    for (const auto one : irc::lines(text)) {
        if (is_blank(one))
            continue;
        irc::reopening formatting(one);
        for (const auto part : irc::split(one, width - formatting.most())) {
            if (left_out > 0 || out.size() == limits.lines || shown_bytes + part.size() > limits.bytes) {
                ++left_out;
                continue;
            }
            auto piece = formatting.piece(part);
            shown_bytes += piece.size();
            out.push_back(action ? fmt::format("{}{}{}", action_open, piece, ctcp) : std::move(piece));
        }
    }
    if (left_out > 0) {
        const auto count = fmt::format("… (+{} lines)", left_out);
        const bool fits =
            !link.empty() && count.size() + 1 + link.size() <= limits.line; // half a link leads nowhere
        out.push_back(fits ? fmt::format("{} {}", count, link) : count);
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
    auto kept = formatted_for_row(cleaned(text), mode);
    return is_ctcp && !is_blank(kept) ? fmt::format("{}{}", me, kept) : kept;
}

} // namespace bridge
