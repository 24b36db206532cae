#include "bridge/channel/past_writer.hpp"

#include "base/local_time.hpp"
#include "bridge/changes/reactions.hpp"
#include "bridge/history/text_shares.hpp"
#include "bridge/text/message_text.hpp"
#include "irc/multiline.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

namespace {

// About so many bytes for the lines that show such a text whole, as far as a client with these capabilities
// is shown it.
std::size_t size_of_lines(std::string_view text, const irc::cap_set& caps)
{
    constexpr std::size_t text_of_line = 400; // bytes
    const shown_limits apart;
    const bool whole = caps.has(irc::cap::multiline);
    const auto shown = text.substr(0, whole ? irc::multiline::max_bytes : apart.bytes);
    const auto ends = static_cast<std::size_t>(std::ranges::count(shown, '\n'));
    const auto lines = std::max(ends + 1, shown.size() / text_of_line + 1);
    return shown.size() + line_overhead * std::min(lines, whole ? irc::multiline::max_lines : apart.lines);
}

} // namespace

std::string past_writer::next_reference()
{
    return fmt::format("h{}", ++batches_);
}

std::string past_writer::write(const client& to, std::span<const past_row* const> rows, const batch& in,
                               base::wall_time wall)
{
    std::vector<std::size_t> sizes;
    sizes.reserve(rows.size());
    for (const auto* one : rows)
        sizes.push_back(size_of_lines(one->row.content, to.caps));
    const auto share = fair_share(sizes, settings_.send_limit / 2);
    const auto reference = next_reference();
    auto out = opening(to, reference, in);
    const auto opened = out.size();
    for (std::size_t n = 0; n < rows.size(); ++n)
        out += text_of(to, *rows[n], reference, wall, sizes[n] > share ? std::optional(share) : std::nullopt);
    if (out.size() == opened && !in.even_empty)
        return {};
    return out += closing(to, reference);
}

std::string past_writer::write(const client& to, const std::vector<past_row>& rows, const batch& in,
                               base::wall_time wall)
{
    std::vector<const past_row*> all;
    all.reserve(rows.size());
    for (const auto& one : rows)
        all.push_back(&one);
    return write(to, all, in, wall);
}

std::string past_writer::write(const client& to, const excerpt& what, base::wall_time wall)
{
    const auto day = base::to_local(wall).day;
    if (last_.page.lock() == what.page && std::ranges::equal(last_.places, what.places) &&
        last_.caps == to.caps && last_.sees == to.user->sees && last_.day == day)
        return last_.text;
    std::vector<const past_row*> rows;
    rows.reserve(what.places.size());
    for (const auto place : what.places)
        rows.push_back(&(*what.page)[place]);
    last_ = {
        what.page, {what.places.begin(), what.places.end()},
        to.caps,   to.user->sees,
        day,       write(to, rows, {.type = {"chathistory", settings_.channel}, .even_empty = false}, wall)};
    return last_.text;
}

std::string past_writer::write(const client& to, std::optional<line> what, const batch& in)
{
    const auto reference = next_reference();
    auto out = opening(to, reference, in);
    if (what) {
        what->batch = reference;
        encode(*what, to.caps, out);
    }
    return out += closing(to, reference);
}

std::string past_writer::opening(const client& to, const std::string& reference, const batch& of) const
{
    line what{
        .source = settings_.server_name, .command = "BATCH", .params = of.type, .only_with = irc::cap::batch};
    what.params.insert(what.params.begin(), "+" + reference);
    if (to.caps.has(irc::cap::labeled_response))
        what.label = of.label;
    if (of.is_last)
        what.tags.emplace_back("draft/chathistory-end", std::string());
    std::string out;
    encode(what, to.caps, out);
    return out;
}

std::string past_writer::closing(const client& to, const std::string& reference) const
{
    std::string out;
    encode({.source = settings_.server_name,
            .command = "BATCH",
            .params = {"-" + reference},
            .only_with = irc::cap::batch},
           to.caps, out);
    return out;
}

// Reactions follow their row, as clients look for it when they come, and do not count as messages.
std::string past_writer::text_of(const client& who, const past_row& one, const std::string& reference,
                                 base::wall_time wall, std::optional<std::size_t> share)
{
    std::string text;
    for (auto& shown : lines_.past(one.row, one.time, wall, who.user->sees, share)) {
        if (shown.batch.empty()) // else it is in a batch of its own, within this one
            shown.batch = reference;
        encode(shown, who.caps, text);
    }
    if (!who.caps.has(irc::cap::event_playback))
        return text;
    for (const auto& each : one.reactions) {
        if (!is_reaction(each.emoji))
            continue;
        auto shown = lines_.of(each, false, one.time, who.user->sees);
        shown.batch = reference;
        shown.tags.emplace_back("draft/chathistory-context", std::string());
        encode(shown, who.caps, text);
    }
    return text;
}

} // namespace bridge
