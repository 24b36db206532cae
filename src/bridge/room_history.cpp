// What was said before: pushed after a JOIN to clients that do not ask, and in pages to those that do.
// https://ircv3.net/specs/extensions/chathistory
#include "bridge/room.hpp"

#include "base/timestamp.hpp"
#include "bridge/reactions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bridge {

namespace {

constexpr std::size_t most_pages = 10;     // that a client may wait for
constexpr std::size_t most_shown = 20'000; // keys that are remembered for one client

} // namespace

void room::history(client_id id, const past& rows, base::wall_time wall)
{
    auto* who = find(id);
    if (!who || who->histories == 0)
        return;
    if (--who->histories > 0 || !who->waiting_for_history)
        return;
    if (!rows) {
        if (who->receipt)
            who->receipt->suspend();
        send(*who, from_server("NOTICE", {settings_.channel},
                               fmt::format("The history cannot be read: {}", rows.error().message())));
        return release_held(*who, wall);
    }
    for (const auto& one : *rows)
        if (!one.row.author.empty())
            list(roster_.ensure(one.row.author), wall);
    push_history(*who, *rows, wall);
    release_held(*who, wall);
}

// What the client has acknowledged before is not sent again.
void room::push_history(client& who, const std::vector<past_row>& rows, base::wall_time wall)
{
    if (who.receipt)
        who.receipt->resume();
    const auto news = news_for(who, rows);
    const auto batch = fmt::format("h{}", next_batch_++);
    const auto text = past_lines(who, news, batch);
    const auto& known = text.rows < news.size() ? news : rows; // the newest of them
    const auto count = text.rows < news.size() ? text.rows : rows.size();
    if (count == 0)
        return;
    remember_shown(who, known, count);
    const auto& oldest = known[known.size() - count].row;
    who.history_from = oldest.date;
    release_held_before(who, oldest.date.value_or(base::wall_time{}), wall);
    if (!text.lines.empty()) {
        std::string all;
        opening(who, batch, {"chathistory", settings_.channel}, {}, all);
        all += text.lines;
        closing(who, batch, all);
        push(who, std::make_shared<const std::string>(std::move(all)));
    }
    if (!who.receipt)
        return;
    if (oldest.date && *oldest.date <= wall) // a date in the future says nothing
        who.receipt->begin(*oldest.date);
    for (auto one = news.end() - static_cast<std::ptrdiff_t>(text.rows); one != news.end(); ++one)
        sent(who, one->row, wall);
    who.receipt->hurry();
    watch_receipt(who);
}

void room::ask_page(client& who, irc::history_query query)
{
    if (who.pages.size() >= most_pages)
        return refuse_page(who,
                           {"MESSAGE_ERROR", {query.command, query.target}, "Too many requests at once"});
    who.pages.emplace_back(std::move(query), answer_later(who));
    if (who.pages.size() == 1)
        act(read_page{who.id, who.pages.front().first, who.pages.front().second});
}

void room::refuse_page(client& to, const irc::history_refusal& why)
{
    if (!to.caps.has(irc::cap::standard_replies))
        return send(to, from_server("NOTICE", {to.user->nick}, why.text));
    auto what = from_server("FAIL", {"CHATHISTORY", why.code}, why.text);
    what.params.insert(what.params.end(), why.context.begin(), why.context.end());
    send(to, what);
}

void room::page(const read_page& asked, const past& rows, base::wall_time wall)
{
    auto* who = find(asked.who);
    if (!who || who->pages.empty())
        return;
    who->pages.erase(who->pages.begin());
    if (!who->pages.empty())
        act(read_page{who->id, who->pages.front().first, who->pages.front().second});

    const auto& query = asked.query;
    if (!rows) {
        if (!asked.label.empty())
            who->answering.emplace(response{.label = asked.label});
        refuse_page(*who, {"MESSAGE_ERROR",
                           {query.command, query.target.empty() ? "*" : query.target},
                           fmt::format("Messages could not be retrieved: {}", rows.error().message())});
        return finish_response(*who);
    }
    if (query.what == irc::history_query::kind::targets)
        return targets(*who, asked, *rows);
    for (const auto& one : *rows)
        if (!one.row.author.empty())
            list(roster_.ensure(one.row.author), wall);
    const auto batch = fmt::format("h{}", next_batch_++);
    std::string all;
    opening(*who, batch, {"chathistory", query.target}, asked.label, all);
    // A full page is gone on from at its last line, which then has to be the last row.
    const bool goes_on =
        (query.what == irc::history_query::kind::after || query.what == irc::history_query::kind::between) &&
        rows->size() >= query.limit;
    const auto text = past_lines(*who, *rows, batch, goes_on);
    remember_shown(*who, *rows, text.rows);
    all += text.lines;
    closing(*who, batch, all);
    if (!all.empty())
        push(*who, std::make_shared<const std::string>(std::move(all)));
}

// The one channel, where its latest message is of that time.
void room::targets(client& who, const read_page& asked, const std::vector<past_row>& rows)
{
    const auto [from, to] = std::minmax(*asked.query.first->time, *asked.query.second->time);
    const auto batch = fmt::format("h{}", next_batch_++);
    std::string all;
    opening(who, batch, {"draft/chathistory-targets"}, asked.label, all);
    if (!rows.empty() && from < rows.back().time && rows.back().time < to)
        encode({.source = settings_.server_name,
                .command = "CHATHISTORY",
                .params = {"TARGETS", settings_.channel, base::to_iso8601(rows.back().time)},
                .batch = batch},
               who.caps, all);
    closing(who, batch, all);
    if (!all.empty())
        push(who, std::make_shared<const std::string>(std::move(all)));
}

void room::opening(client& who, const std::string& batch, std::vector<std::string> params,
                   const std::string& label, std::string& out) const
{
    params.insert(params.begin(), "+" + batch);
    line what{.source = settings_.server_name,
              .command = "BATCH",
              .params = std::move(params),
              .only_with = irc::cap::batch};
    if (who.caps.has(irc::cap::labeled_response))
        what.label = label;
    encode(what, who.caps, out);
}

void room::closing(client& who, const std::string& batch, std::string& out) const
{
    encode({.source = settings_.server_name,
            .command = "BATCH",
            .params = {"-" + batch},
            .only_with = irc::cap::batch},
           who.caps, out);
}

// So many of the newest: they are no news any more, and changes of them are.
void room::remember_shown(client& who, const std::vector<past_row>& rows, std::size_t newest)
{
    for (auto one = rows.end() - static_cast<std::ptrdiff_t>(newest); one != rows.end(); ++one)
        if (who.shown.size() < most_shown)
            who.shown.push_back(std::hash<base::item_id>()(one->row.id));
    std::ranges::sort(who.shown);
    who.shown.erase(std::unique(who.shown.begin(), who.shown.end()), who.shown.end());
}

// Reactions stand behind their row, as clients look for it when they come. They do not count as messages.
std::string room::past_text_of(const client& who, const past_row& one, const std::string& batch,
                               bool row_last)
{
    std::string text;
    for (auto& shown : lines_of({.row = one.row, .past = true}, one.time)) {
        if (shown.batch.empty()) // else it is in a batch of its own, within this one
            shown.batch = batch;
        encode(shown, who.caps, text);
    }
    if (!who.caps.has(irc::cap::event_playback))
        return text;
    std::string reactions;
    for (const auto& each : one.reactions) {
        auto shown = line_of(each, false, one.time);
        shown.batch = batch;
        if (is_reaction(each.emoji))
            encode(shown, who.caps, reactions);
    }
    return row_last ? reactions + text : text + reactions;
}

room::past_text room::past_lines(client& who, const std::vector<past_row>& rows, const std::string& batch,
                                 bool row_last)
{
    // More than half of what may be queued could never be read before the client is closed for it: the newest
    // count.
    const std::size_t most = settings_.send_limit / 2;
    std::vector<std::string> encoded; // newest first
    std::size_t size = 0;
    for (auto one = rows.rbegin(); one != rows.rend(); ++one) {
        auto text = past_text_of(who, *one, batch, row_last && one == rows.rbegin());
        size += text.size();
        if (size > most)
            break;
        remember(one->row);
        encoded.push_back(std::move(text));
    }
    past_text out{.rows = encoded.size()};
    for (auto one = encoded.rbegin(); one != encoded.rend(); ++one)
        out.lines += *one;
    return out;
}

} // namespace bridge
