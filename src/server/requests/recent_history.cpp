#include "server/requests/recent_history.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

// Whether older rows than these are the asker's, too.
bool is_cut(const recent_history::asker& one, const std::vector<bridge::past_row>& rows)
{
    return !rows.empty() && rows.size() >= one.most && rows.front().row.date > one.since;
}

// Whether what it missed goes back beyond the newest rows, which are as many as it wants at least.
bool lacks_rows(const recent_history::asker& one, const std::vector<bridge::past_row>& rows)
{
    return one.reads == recent_history::asker::order::newest_or_parts && rows.size() >= one.limit &&
           !rows.empty() && rows.front().row.date >= one.since;
}

} // namespace

recent_history::recent_history(asio::any_io_executor executor, source& from)
    : from_(from)
    , tasks_(std::move(executor))
{
}

void recent_history::ask(asker one)
{
    const auto scope = from_.scope_of(one.who);
    if (scope.empty()) // nobody's, so that nothing is shared
        return tasks_.spawn(read_alone(one));
    const kind of{scope, one.reads == asker::order::parts};
    const auto [waiting, is_first] = waiting_.try_emplace(of);
    waiting->second.push_back(one);
    if (is_first)
        tasks_.spawn(serve(of));
}

asio::awaitable<void> recent_history::serve(kind of)
{
    struct end {
        std::map<kind, group>& all;
        const kind& of;
        ~end() { all.erase(of); }
    } const at_the_end{waiting_, of};
    for (auto& waiting = waiting_[of]; !waiting.empty();) {
        auto askers = std::exchange(waiting, {});
        if (of.in_parts)
            co_await read_part_for(std::move(askers), of.scope);
        else
            co_await read_for(std::move(askers), of.scope);
    }
}

asio::awaitable<void> recent_history::read_for(group askers, std::string scope)
{
    auto all = askers.front(); // reads what each of them wants
    all.since = base::wall_time::max();
    for (const auto& one : askers) {
        all.limit = std::max(all.limit, one.limit);
        if (one.reads == asker::order::newest)
            all.since = std::min(all.since, one.since);
        all.most = std::max(all.most, one.most);
    }
    const auto past = co_await from_.read(all);
    if (!past) { // that may be the reader's own trouble
        from_.answer(askers.front(), past, {});
        for (auto one = std::next(askers.begin()); one != askers.end(); ++one)
            tasks_.spawn(read_alone(*one));
        co_return;
    }
    for (auto& one : askers) {
        if (from_.scope_of(one.who) != scope) { // it has changed meanwhile
            tasks_.spawn(read_alone(one));
        } else if (lacks_rows(one, **past)) {
            one.reads = asker::order::parts;
            ask(one);
        } else if (is_cut(one, **past)) { // the others do not wait for it
            tasks_.spawn(answer(one, *past, scope));
        } else {
            co_await answer(one, *past, scope);
        }
        co_await asio::post(asio::use_awaitable); // the others' turn
    }
}

// The first in the line gets its part, and so do all who go on within it: whoever waits comes to be the
// first.
asio::awaitable<void> recent_history::read_part_for(group askers, std::string scope)
{
    const auto first = askers.front();
    const auto past = co_await from_.read_part(first);
    std::optional<base::wall_time> start;
    if (past && past->next && std::ranges::any_of(askers, [](const auto& one) { return !one.left_out; }))
        start = co_await from_.find_start(first);
    group others;
    for (std::size_t n = 0; n < askers.size(); ++n) {
        const auto& one = askers[n];
        if (n == 0 && !past) // that may be its own trouble
            from_.answer(one, past.error(), {});
        else if (from_.scope_of(one.who) != scope) // it has changed meanwhile
            ask(one);
        else if (!past || one.since < first.since || (past->next && one.since >= *past->next))
            others.push_back(one);
        else
            tasks_.spawn(answer_part(one, *past, start));
        co_await asio::post(asio::use_awaitable); // the others' turn
    }
    auto& waiting = waiting_[{scope, true}];
    waiting.insert(waiting.begin(), others.begin(), others.end());
}

asio::awaitable<void> recent_history::read_alone(asker one)
{
    if (one.reads != asker::order::newest) {
        const auto past = co_await from_.read_part(one);
        if (!past) {
            from_.answer(one, past.error(), {});
            co_return;
        }
        std::optional<base::wall_time> start;
        if (past->next && !one.left_out)
            start = co_await from_.find_start(one);
        co_return co_await answer_part(one, *past, start);
    }
    const auto past = co_await from_.read(one);
    if (past)
        co_await answer(one, *past, {});
    else
        from_.answer(one, past, {});
}

asio::awaitable<void> recent_history::answer_part(asker one, part past, std::optional<base::wall_time> start)
{
    const bool is_cut = !one.left_out && start && *start > one.since;
    if (is_cut) {
        one.left_out = co_await from_.count_older(one, *start);
        one.since = *start;
    }
    if (is_cut && past.next && *start >= *past.next) // its first row comes later
        co_return ask(one);
    auto own = one.left_out.value_or(bridge::part_of_past{});
    const auto wanted =
        std::ranges::find_if(*past.found, [&](const auto& row) { return row.row.date >= one.since; });
    own.first = static_cast<std::size_t>(wanted - past.found->begin());
    own.next = past.next;
    own.settled = std::min(past.settled, past.next.value_or(past.settled));
    from_.answer(one, past.found, own);
}

asio::awaitable<void> recent_history::answer(asker one, rows past, std::string scope)
{
    bridge::part_of_past own;
    if (is_cut(one, *past)) {
        own = co_await from_.count_older(one, *past->front().row.date);
        if (!scope.empty() && from_.scope_of(one.who) != scope)
            co_return co_await read_alone(one);
    }
    own.first = past->size() - wanted_by(one, *past);
    from_.answer(one, past, own);
}

asio::awaitable<void> recent_history::stop()
{
    tasks_.cancel();
    co_await tasks_.join();
}

std::size_t wanted_by(const recent_history::asker& one, const std::vector<bridge::past_row>& rows)
{
    const auto newer = std::ranges::find_if(rows, [&](const auto& row) { return row.row.date >= one.since; });
    return std::max(std::min(one.limit, rows.size()), static_cast<std::size_t>(rows.end() - newer));
}

} // namespace server
