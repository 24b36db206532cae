#include "bridge/changes/substitution.hpp"

#include "bridge/text/html.hpp"
#include "bridge/text/html_entities.hpp"
#include "bridge/text/html_scan.hpp"

#include <vector>

namespace bridge {

namespace {

// Takes the text up to the next slash that is one, and that slash. Empty where there is none.
std::optional<std::string> take_part(std::string_view& from)
{
    std::string part;
    for (std::size_t n = 0; n < from.size(); ++n) {
        if (from.substr(n).starts_with("\\/"))
            ++n;
        else if (from[n] == '/') {
            from.remove_prefix(n + 1);
            return part;
        }
        part += from[n];
    }
    return std::nullopt;
}

std::optional<std::string> replaced(const substitution& what, std::string_view text)
{
    auto at = text.find(what.old);
    if (at == std::string_view::npos)
        return std::nullopt;
    std::string out;
    do {
        if (out.size() + at + what.fresh.size() >
            substitution::longest) // several of them would multiply without end
            return std::nullopt;
        out.append(text.substr(0, at)).append(what.fresh);
        text.remove_prefix(at + what.old.size());
        at = what.everywhere ? text.find(what.old) : std::string_view::npos;
    } while (at != std::string_view::npos);
    if (out.size() + text.size() > substitution::longest)
        return std::nullopt;
    return out.append(text);
}

// A text of HTML as it is typed to mean it, each white space as a space, and where each byte of that stands
// in the HTML.
struct typed_text {
    std::string text;
    std::vector<std::size_t> raw_at; // of each byte, and the end
};

// The size of the entity that `raw` begins with; 0 where it is none.
std::size_t entity_size(std::string_view raw)
{
    constexpr std::size_t longest_entity = 12;
    const auto end = raw.substr(0, longest_entity).find(';');
    if (!raw.starts_with('&') || end == std::string_view::npos)
        return 0;
    return without_entities(raw.substr(0, end + 1)) == raw.substr(0, end + 1) ? 0 : end + 1;
}

typed_text as_typed(std::string_view raw)
{
    constexpr std::string_view no_break_space = "\xc2\xa0";
    constexpr std::string_view white_space = "\t\r\n\f";
    typed_text out;
    for (std::size_t at = 0, size = 0; at < raw.size(); at += size) {
        const auto entity = entity_size(raw.substr(at));
        size = entity > 0 ? entity : raw.substr(at).starts_with(no_break_space) ? no_break_space.size() : 1;
        auto meant = without_entities(raw.substr(at, size));
        if (meant == no_break_space || white_space.find(meant) != std::string_view::npos)
            meant = " ";
        out.text += meant;
        out.raw_at.resize(out.text.size(), at);
    }
    out.raw_at.push_back(raw.size());
    return out;
}

// Whatever is not replaced stays as it stands there.
std::optional<std::string> replaced_in_text(const substitution& what, std::string_view raw)
{
    const auto typed = as_typed(raw);
    auto at = typed.text.find(what.old);
    if (at == std::string::npos)
        return std::nullopt;
    const auto fresh = with_entities(what.fresh);
    std::string out;
    std::size_t from = 0; // in `raw`
    do {
        out.append(raw.substr(from, typed.raw_at[at] - from)).append(fresh);
        if (out.size() > substitution::longest)
            return std::nullopt;
        at += what.old.size();
        from = typed.raw_at[at];
        at = what.everywhere ? typed.text.find(what.old, at) : std::string::npos;
    } while (at != std::string::npos);
    return out.append(raw.substr(from));
}

std::optional<std::string> replaced_in_html(const substitution& what, std::string_view content)
{
    html_scanner scanner(content);
    std::string out;
    bool is_done = false;
    for (html_token next; scanner.next(next);) {
        std::optional<std::string> fresh;
        if (next.what == html_token::kind::text && (what.everywhere || !is_done))
            fresh = replaced_in_text(what, next.raw);
        out += fresh ? *fresh : std::string(next.raw);
        is_done = is_done || fresh;
        if (out.size() > substitution::longest)
            return std::nullopt;
    }
    const bool shows = html_to_irc(out).find_first_not_of(" \n") != std::string::npos;
    return is_done && shows ? std::optional(std::move(out)) : std::nullopt;
}

} // namespace

std::optional<substitution> substitution::parse(std::string_view text)
{
    if (!text.starts_with("s/"))
        return std::nullopt;
    text.remove_prefix(2);
    auto old = take_part(text);
    auto fresh = old ? take_part(text) : std::nullopt;
    if (!fresh || old->empty() || !(text.empty() || text == "g"))
        return std::nullopt;
    return substitution{std::move(*old), std::move(*fresh), !text.empty(), false};
}

std::optional<std::string> substitution::applied_to(std::string_view text) const
{
    return html ? replaced_in_html(*this, text) : replaced(*this, text);
}

} // namespace bridge
