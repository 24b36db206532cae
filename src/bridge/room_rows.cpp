// Rows on their way to the clients, live and as history.
#include "bridge/room.hpp"

#include "base/utf8.hpp"
#include "bridge/translate.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

using irc::numeric;

namespace {

std::size_t key_hash(const directus::item& row)
{
    return std::hash<base::item_id>()(row.id);
}

} // namespace

std::vector<line> room::lines_of(const said& what, base::wall_time time)
{
    const auto& row = what.row;
    std::string source = "Directus!directus@" + settings_.server_name; // nobody is its author
    std::string account;
    if (!row.author.empty()) {
        const auto& author = roster_.ensure(row.author);
        source = author.mask();
        account = author.account;
    }
    const std::string command = what.notice ? "NOTICE" : "PRIVMSG";
    // ":source COMMAND #channel :" and the end, and room for the "[HH:MM] " of clients without server-time.
    const std::size_t fixed =
        source.size() + command.size() + settings_.channel.size() + 7 + (what.past ? 8 : 0);
    const shown_limits limits{.line = 512 - fixed};

    std::vector<line> out;
    for (auto& text : irc_lines(row.content, limits, settings_.item_link + row.id.str())) {
        out.push_back({.source = source,
                       .command = command,
                       .params = {settings_.channel},
                       .text = std::move(text),
                       .time = time,
                       .msgid = out.empty() ? row.id.str() : std::string(),
                       .account = account,
                       .past = what.past});
    }
    return out;
}

namespace {

constexpr std::size_t quotation = 60; // bytes of a deleted text

const directus::item& row_of(const change& what)
{
    return std::visit([](const auto& one) -> const directus::item& { return one.row; }, what);
}

std::string quoted(const std::string& content)
{
    const auto lines = irc_lines(content, {}, {});
    if (lines.empty())
        return "…";
    auto text =
        content.starts_with("/me ") ? content.substr(0, content.find_first_of("\r\n")) : lines.front();
    const auto end = base::utf8::prefix(text, quotation);
    if (end == text.size() && lines.size() == 1)
        return fmt::format("“{}”", text);
    return fmt::format("“{}…”", text.substr(0, end));
}

// What the client's history had no room for, and what was said before he came, is no news, though its event
// comes late or the feed was away. (A live row that is dated long ago was created now.)
bool is_older(const said& what, const client& to)
{
    constexpr base::duration latest_event = std::chrono::minutes(10);
    const auto& date = what.row.date;
    if (!date || !to.history_from || *date >= *to.history_from || *date >= to.joined_wall)
        return false;
    return what.missed || *to.history_from - *date < latest_event;
}

} // namespace

std::vector<line> room::lines_of(const change& what, base::wall_time wall)
{
    if (const auto* one = std::get_if<said>(&what))
        return lines_of(*one, one->row.date.value_or(wall));
    if (const auto* one = std::get_if<edited>(&what)) {
        said now{.row = one->row};
        now.row.content = "(edited) " + one->row.content;
        auto lines = lines_of(now, wall);
        lines.front().msgid = fmt::format("{}.{}", one->row.id.str(), one->number);
        return lines;
    }
    const auto& gone = std::get<removed>(what);
    const auto author =
        gone.row.author.empty() ? std::string("Directus") : roster_.ensure(gone.row.author).nick;
    auto notice =
        from_server("NOTICE", {settings_.channel},
                    fmt::format("A message of {} was deleted: {}", author, quoted(gone.row.content)));
    notice.time = wall;
    return {std::move(notice)};
}

void room::show(const change& what, const audience& sees, base::wall_time wall)
{
    auto lines = lines_of(what, wall);
    if (lines.empty())
        return;
    if (std::holds_alternative<said>(what) && !row_of(what).author.empty())
        list(roster_.ensure(row_of(what).author), wall);
    wire_cache cache(std::move(lines));
    for (auto& [id, who] : clients_)
        if (who->joined && (!sees || sees(*who->user)))
            deliver(*who, what, cache, wall);
}

void room::deliver(client& to, const change& what, wire_cache& cache, base::wall_time wall)
{
    if (to.waiting_for_history) {
        to.held.push_back(what);
        if (to.held.size() > settings_.hold_limit) {
            send(to, from_server("NOTICE", {settings_.channel}, "The history took too long and is left out"));
            if (to.receipt)
                to.receipt->suspend();
            release_held(to, wall);
        }
        return;
    }
    const bool in_history = to.shown.contains(key_hash(row_of(what)));
    const auto shown_live = [&](const std::optional<base::time_point>& at) {
        return at && *at >= to.joined_at;
    };
    if (const auto* one = std::get_if<said>(&what)) {
        const bool own = one->from == to.id;
        if (own || !(in_history || is_older(*one, to)))
            sent(to, one->row, wall);
        if (own && !to.caps.has(irc::cap::echo_message))
            return;
        if (own && !one->label.empty())
            return answer(to, one->label, in_history ? std::vector<line>() : cache.lines());
        if (in_history)
            return;
        if (is_older(*one, to))
            return;
    } else if (const auto* again = std::get_if<edited>(&what)) {
        if (!in_history && !shown_live(again->shown_at))
            return;
    } else if (!in_history && !shown_live(std::get<removed>(what).shown_at)) {
        return;
    }
    push(to, cache.for_caps(to.caps));
}

void room::release_held(client& who, base::wall_time wall)
{
    who.waiting_for_history = false;
    release(who, std::exchange(who.held, {}), wall);
}

void room::release(client& to, const std::vector<change>& held, base::wall_time wall)
{
    for (const auto& one : held) {
        wire_cache cache(lines_of(one, wall));
        deliver(to, one, cache, wall);
    }
}

// What came since the client's JOIN and is older than his history, as much was said meanwhile.
void room::release_held_before(client& who, base::wall_time history_from, base::wall_time wall)
{
    const auto is_before = [&](const change& one) {
        const auto* row = std::get_if<said>(&one);
        return row && row->row.date && *row->row.date < history_from;
    };
    std::vector<change> before;
    std::ranges::copy_if(who.held, std::back_inserter(before), is_before);
    std::erase_if(who.held, is_before);
    who.waiting_for_history = false;
    release(who, before, wall);
}

} // namespace bridge
