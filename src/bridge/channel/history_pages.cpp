#include "bridge/channel/history_pages.hpp"

#include "base/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace bridge {

namespace {

constexpr base::duration client_delay = std::chrono::minutes(1); // of its clock and its requests

std::string reason(const base::error_code& why)
{
    if (why == base::errc::too_large)
        return "The search would read too many messages. Narrow it with after, before, from or text";
    return fmt::format("The search could not be run: {}", why.message());
}

} // namespace

void history_pages::ask_page(reply& to, irc::history_query query)
{
    const auto& who = to.to();
    if (turns_.is_full(who.user->id))
        return to.fail("CHATHISTORY", "MESSAGE_ERROR", {query.command, query.target},
                       "Too many requests at once");
    start(turns_.add(who.user->id, ask::read_page{who.id, std::move(query), to.later()}));
}

void history_pages::start(std::optional<reading_turns::request> next)
{
    if (next)
        std::visit([&](auto& what) { world_.ask(std::move(what)); }, *next);
}

void history_pages::page(const ask::read_page& asked, const base::result<past_page>& found,
                         base::wall_time wall)
{
    if (auto* who = clients_.find(asked.who))
        show_page(*who, asked, found, wall);
    start(turns_.ended(asked));
}

void history_pages::show_page(client& to, const ask::read_page& asked, const base::result<past_page>& found,
                              base::wall_time wall)
{
    const auto& query = asked.query;
    if (!found) {
        reply out(clients_, settings_.server_name, to, asked.label);
        out.fail("CHATHISTORY", "MESSAGE_ERROR", {query.command, query.target.empty() ? "*" : query.target},
                 fmt::format("Messages could not be retrieved: {}", found.error().message()));
        return out.finish();
    }
    const auto& rows = found->rows;
    if (query.what == irc::history_query::kind::targets)
        return show_targets(to, asked, rows, wall);
    rows_.rows_found(rows, wall);
    for (const auto& one : rows)
        rows_.row_shown(one.row);
    to.past.shown.add(rows);
    send(to,
         writer_.write(
             to, rows,
             {.type = {"chathistory", query.target}, .label = asked.label, .is_last = found->is_last}, wall));
}

// A large answer waits until the client has taken what was sent before, and the client's next one until it
// has taken this: of one that does not read little is held.
void history_pages::send(client& who, std::string text)
{
    if (text.size() <= outbox::window) {
        if (!text.empty())
            clients_.push(who, std::make_shared<const std::string>(std::move(text)));
        return;
    }
    turns_.hold(who.user->id, who.id);
    who.out.pace([this, &who, left = std::make_shared<const std::string>(std::move(text))]() mutable {
        if (!left)
            start(turns_.taken(who.user->id, who.id));
        return std::exchange(left, nullptr);
    });
    clients_.resume(who);
}

// The one channel, where its latest message is of that time.
void history_pages::show_targets(client& who, const ask::read_page& asked, const std::vector<past_row>& rows,
                                 base::wall_time wall)
{
    const auto [from, to] = std::minmax(*asked.query.first->time, *asked.query.second->time);
    auto latest = rows.empty() ? from : rows.back().time;
    // A date in the future counts as now, and now is what the client took for it when it asked.
    if (!rows.empty() && rows.back().row.date > latest && to + client_delay >= wall)
        latest = std::min(latest, to - base::duration(1));
    std::optional<line> target;
    if (from < latest && latest < to)
        target = line{.source = settings_.server_name,
                      .command = "CHATHISTORY",
                      .params = {"TARGETS", settings_.channel, base::to_iso8601(latest)}};
    send(who, writer_.write(who, std::move(target),
                            {.type = {"draft/chathistory-targets"}, .label = asked.label, .is_last = true}));
}

void history_pages::ask_search(reply& to, ask::find_rows what)
{
    const auto& who = to.to();
    if (turns_.is_full(who.user->id))
        return to.fail("SEARCH", "INTERNAL_ERROR", {}, "Too many requests at once");
    what.label = to.later();
    start(turns_.add(who.user->id, std::move(what)));
}

void history_pages::found(const ask::find_rows& asked, const ask::past& rows, base::wall_time wall)
{
    if (auto* who = clients_.find(asked.who))
        show_found(*who, asked, rows, wall);
    start(turns_.ended(asked));
}

void history_pages::show_found(client& to, const ask::find_rows& asked, const ask::past& rows,
                               base::wall_time wall)
{
    const auto& label = asked.label;
    if (!rows) {
        reply out(clients_, settings_.server_name, to, label);
        out.fail("SEARCH", "INTERNAL_ERROR", {}, reason(rows.error()));
        return out.finish();
    }
    for (const auto& one : *rows)
        rows_.row_shown(one.row);
    send(to, writer_.write(to, *rows, {.type = {"soju.im/search"}, .label = label}, wall));
}

void history_pages::show_nothing_found(reply& to)
{
    send(to.to(), writer_.write(to.to(), std::nullopt, {.type = {"soju.im/search"}, .label = to.later()}));
}

} // namespace bridge
