#include "bridge/channel/pushed_history.hpp"

#include "bridge/channel/history_pages.hpp"
#include "bridge/channel/server_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

namespace bridge {

namespace {

constexpr base::duration read_limit = std::chrono::minutes(1); // that nobody waits longer for than a read

std::string count_of_left_out(const part_of_past& what)
{
    if (what.older == 0)
        return "Older messages are";
    if (what.older == 1 && !what.is_more)
        return "1 older message is";
    return fmt::format("{}{} older messages are", what.is_more ? "More than " : "", what.older);
}

// Drops held changes; `is_dropped` takes a change.
template <class Predicate>
void forget(client::history& past, Predicate is_dropped)
{
    std::erase_if(past.held, [&](const shared_change& what) {
        const bool is_gone = is_dropped(*what);
        past.held_bytes -= is_gone ? row_of(*what).content.size() : 0;
        return is_gone;
    });
}

} // namespace

void pushed_history::notice(client& to, std::string_view text)
{
    clients_.send(to, server_line(settings_.server_name, "NOTICE", {settings_.channel}, text));
}

void pushed_history::begin(client& who)
{
    who.past.waiting = true;
    who.past.read_until.reset();
    who.past.is_read_again = false;
    const auto position = who.receipt->rows().position();
    const auto joined = position ? who.joined_wall : who.receipt->first_join();
    world_.ask(ask::read_history{who.id, ++who.past.asked, settings_.history, joined, position});
}

void pushed_history::go_on(client& who, base::wall_time from)
{
    who.past.waiting = true;
    who.past.read_until = from;
    who.past.is_read_again = false;
    world_.ask(ask::read_history{who.id, ++who.past.asked, settings_.history, who.joined_wall, from, true});
}

void pushed_history::read(client_id id, unsigned number, const base::result<ask::shared_past>& rows,
                          base::wall_time wall, part_of_past own)
{
    auto* who = clients_.find(id);
    if (!who || !who->past.waiting || number != who->past.asked)
        return;
    if (!rows) {
        if (who->receipt)
            who->receipt->suspend();
        notice(*who, fmt::format("The history cannot be read: {}", rows.error().message()));
        return release(*who, wall);
    }
    rows_.rows_found(**rows, wall);
    push(*who, *rows, own, wall);
    if (who->past.is_read_again)
        return go_on(*who, *who->past.read_until);
    if (own.next)
        return go_on(*who, *own.next);
    release(*who, wall);
}

void pushed_history::push(client& who, const ask::shared_past& rows, part_of_past own, base::wall_time wall)
{
    const bool is_return = who.receipt && who.receipt->rows().position();
    const bool is_first = !who.past.read_until;
    if (who.receipt && is_first)
        who.receipt->begin_history();
    backlog left{.rows = rows, .news = {}, .join = who.joins, .settled = own.settled, .wall = wall};
    for (auto n = own.first; n < rows->size(); ++n) {
        const auto& row = (*rows)[n].row;
        if (!(who.receipt && who.receipt->rows().has(row)) && (is_first || !who.past.shown.contains(row)))
            left.news.push_back(static_cast<std::uint32_t>(n));
    }
    if (is_return && is_first && !own.next && left.news.size() > settings_.catch_up) {
        const auto over = left.news.size() - settings_.catch_up;
        own.older += over;
        left.news.erase(left.news.begin(), left.news.begin() + static_cast<std::ptrdiff_t>(over));
        own.first = left.news.front();
    }
    if (own.first >= rows->size()) {
        if (who.receipt && !is_return) // there was no row yet, so that all to come are news
            who.receipt->begin(base::wall_time());
        return;
    }
    if (left.news.empty() && !own.next) // the client is up to date, and is sent nothing
        left.settled.reset();
    const auto shown = std::span(*rows).subspan(own.first);
    who.past.shown.add(shown);
    const auto& oldest = shown.front().row;
    if (is_first) {
        who.past.from = oldest.date;
        release_before(who, oldest.date.value_or(base::wall_time{}), wall);
    }
    const bool is_cut = own.older > 0 || own.is_more;
    if (is_cut)
        notice(who,
               fmt::format("{} left out. For the last of them: /quote CHATHISTORY BEFORE {} msgid={} {}",
                           count_of_left_out(own), settings_.channel, oldest.id.str(), history_pages::most));
    if ((!is_return || is_cut) && oldest.date <= wall) // a date in the future says nothing
        left.begin = oldest.date;
    for (const auto n : left.news)
        rows_.row_shown((*rows)[n].row);
    who.out.pace(
        [this, &who, of = std::make_shared<backlog>(std::move(left))] { return next_batch_of(who, *of); });
    clients_.resume(who);
}

// Skips empty batches, and ends when the client has left the channel. A part without news that is not the
// last is a PING alone: its PONG moves the position behind it, so that the next visit does not read it again.
bytes pushed_history::next_batch_of(client& who, backlog& of)
{
    const auto ping = [&](std::vector<acknowledged::mark> rows, std::optional<base::wall_time> settled,
                          std::string& out) {
        const auto begin = std::max(std::exchange(of.begin, std::nullopt), settled);
        encode({.command = "PING", .text = who.receipt->ask(std::move(rows), begin)}, who.caps, out);
    };
    while (who.joined && of.join == who.joins && of.next < of.news.size()) {
        const auto left = std::span<const std::uint32_t>(of.news).subspan(of.next);
        const auto places = left.first(std::min(left.size(), history_pages::most));
        of.next += places.size();
        auto all = writer_.write(who, {of.rows, places}, of.wall);
        if (all.empty())
            continue;
        if (who.receipt) {
            std::vector<acknowledged::mark> marks;
            for (const auto place : places)
                if (const auto mark = acknowledged::mark_of((*of.rows)[place].row, of.wall))
                    marks.push_back(*mark);
            const bool is_last = places.size() == left.size();
            ping(std::move(marks),
                 is_last ? std::exchange(of.settled, std::nullopt)
                         : std::min(of.settled, (*of.rows)[places.back()].row.date),
                 all);
        }
        return std::make_shared<const std::string>(std::move(all));
    }
    if (!who.joined || of.join != who.joins || !who.receipt || !of.settled)
        return nullptr;
    std::string end;
    ping({}, std::exchange(of.settled, std::nullopt), end);
    return std::make_shared<const std::string>(std::move(end));
}

bool pushed_history::hold(client& to, const shared_change& what, base::wall_time wall)
{
    auto& past = to.past;
    if (!past.waiting)
        return false;
    past.held.push_back(what);
    past.held_bytes += row_of(*what).content.size();
    const auto is_too_much = [&] {
        return past.held.size() > settings_.hold_limit || past.held_bytes > settings_.hold_bytes;
    };
    if (is_too_much() && past.read_until) { // half of a history would leave a hole
        forget_what_is_read_again(to);
    } else if (is_too_much() && to.receipt && wall - to.joined_wall < read_limit) {
        forget(past, [&](const change& held) { // but own lines, whose labels want an answer
            const auto* one = std::get_if<said>(&held);
            return !one || one->from != to.id;
        });
        begin(to); // a history that is read from now on has these rows
    }
    if (!is_too_much())
        return true;
    notice(to, "The history took too long to read and is not shown. Rejoin the channel to read it");
    if (to.receipt)
        to.receipt->suspend();
    release(to, wall);
    return true;
}

void pushed_history::forget_what_is_read_again(client& who)
{
    auto& past = who.past;
    forget(past, [&](const change& what) {
        const auto* one = std::get_if<said>(&what);
        return one && one->row.date && *one->row.date >= *past.read_until;
    });
    past.is_read_again = true;
}

void pushed_history::release(client& who, base::wall_time wall)
{
    who.past.waiting = false;
    who.past.held_bytes = 0;
    who.past.read_until.reset();
    for (const auto& what : std::exchange(who.past.held, {}))
        rows_.deliver_held(who, what, wall);
    rows_.history_shown(who);
}

// Releases the rows that came since the JOIN and are older than the history, as many were written meanwhile.
void pushed_history::release_before(client& who, base::wall_time history_from, base::wall_time wall)
{
    const auto is_before = [&](const shared_change& one) {
        const auto* row = std::get_if<said>(one.get());
        return row && row->row.date && *row->row.date < history_from;
    };
    std::vector<shared_change> before;
    std::ranges::copy_if(who.past.held, std::back_inserter(before), is_before);
    std::erase_if(who.past.held, is_before);
    who.past.waiting = false;
    for (const auto& what : before)
        rows_.deliver_held(who, what, wall);
}

} // namespace bridge
