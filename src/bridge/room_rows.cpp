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

// The time that each row is shown with: the n-th of an equal date gets n ms more, so that none is equal.
std::vector<base::wall_time> shown_times(const std::vector<directus::item>& rows, base::wall_time wall)
{
    std::vector<base::wall_time> times;
    for (const auto& row : rows) {
        const auto date = row.date.value_or(wall);
        times.push_back(times.empty() || date > times.back() ? date : times.back() + base::duration(1));
    }
    return times;
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

// Of a client whose history begins then: what it had no room for is no news, though its event comes late or
// the feed was away. (A live row that is dated long ago was created now.)
bool is_older(const said& what, base::wall_time history_from)
{
    constexpr base::duration latest_event = std::chrono::minutes(10);
    const auto& date = what.row.date;
    return date && *date < history_from && (what.missed || history_from - *date < latest_event);
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
            release_held(to, wall);
        }
        return;
    }
    const bool in_history = to.shown.contains(key_hash(row_of(what)));
    const auto shown_live = [&](const std::optional<base::time_point>& at) {
        return at && *at >= to.joined_at;
    };
    if (const auto* one = std::get_if<said>(&what)) {
        if (in_history || (one->from == to.id && !to.caps.has(irc::cap::echo_message)))
            return;
        if (to.history_from && is_older(*one, *to.history_from))
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
    for (const auto& one : std::exchange(who.held, {})) {
        wire_cache cache(lines_of(one, wall));
        deliver(who, one, cache, wall);
    }
}

void room::history(client_id id, const base::result<std::vector<directus::item>>& rows, base::wall_time wall)
{
    auto* who = find(id);
    if (!who || who->histories == 0)
        return;
    if (--who->histories > 0 || !who->waiting_for_history)
        return;
    if (!rows) {
        send(*who, from_server("NOTICE", {settings_.channel},
                               fmt::format("The history cannot be read: {}", rows.error().message())));
        return release_held(*who, wall);
    }
    for (const auto& row : *rows)
        if (!row.author.empty())
            list(roster_.ensure(row.author), wall);

    push(*who, past_rows(*who, *rows, wall));
    release_held(*who, wall);
}

bytes room::past_rows(client& who, const std::vector<directus::item>& rows, base::wall_time wall)
{
    const auto batch = fmt::format("h{}", next_batch_++);
    const auto times = shown_times(rows, wall);
    // More than half of what may be queued could never be read before the client is closed for it: the newest
    // count.
    const std::size_t most = settings_.send_limit / 2;
    std::vector<std::string> encoded; // newest first
    std::size_t size = 0;
    for (std::size_t n = rows.size(); n-- > 0;) {
        std::string text;
        for (auto& one : lines_of({.row = rows[n], .past = true}, times[n])) {
            one.batch = batch;
            encode(one, who.caps, text);
        }
        size += text.size();
        if (size > most)
            break;
        who.shown.insert(key_hash(rows[n]));
        who.history_from = rows[n].date;
        if (!text.empty())
            encoded.push_back(std::move(text));
    }
    if (encoded.empty())
        return nullptr;

    std::string all;
    encode({.source = settings_.server_name,
            .command = "BATCH",
            .params = {"+" + batch, "chathistory", settings_.channel},
            .only_with = irc::cap::batch},
           who.caps, all);
    for (auto one = encoded.rbegin(); one != encoded.rend(); ++one)
        all += *one;
    encode({.source = settings_.server_name,
            .command = "BATCH",
            .params = {"-" + batch},
            .only_with = irc::cap::batch},
           who.caps, all);
    return all.empty() ? nullptr : std::make_shared<const std::string>(std::move(all));
}

} // namespace bridge
