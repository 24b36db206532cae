#include "server/recent_history.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace server {

namespace asio = boost::asio;

recent_history::recent_history(asio::any_io_executor executor, surroundings with)
    : with_(std::move(with))
    , tasks_(std::move(executor))
{
}

void recent_history::ask(asker one)
{
    auto scope = with_.scope_of(one.who);
    if (scope.empty()) // nobody's, so that nothing is shared
        return tasks_.spawn(read_alone(one));
    const auto [waiting, is_first] = waiting_.try_emplace(scope);
    waiting->second.push_back(one);
    if (is_first)
        tasks_.spawn(serve(std::move(scope)));
}

asio::awaitable<void> recent_history::serve(std::string scope)
{
    struct end {
        std::map<std::string, group>& of;
        const std::string& scope;
        ~end() { of.erase(scope); }
    } const at_the_end{waiting_, scope};
    for (auto& waiting = waiting_[scope]; !waiting.empty();)
        co_await read_for(std::exchange(waiting, {}), scope);
}

asio::awaitable<void> recent_history::read_for(group askers, std::string scope)
{
    auto all = askers.front(); // reads what each of them wants
    for (const auto& one : askers) {
        all.limit = std::max(all.limit, one.limit);
        all.since = std::min(all.since, one.since);
    }
    const auto past = co_await with_.read(all);
    if (!past) { // that may be the reader's own trouble
        with_.answer(all.who, past);
        for (auto one = std::next(askers.begin()); one != askers.end(); ++one)
            tasks_.spawn(read_alone(*one));
        co_return;
    }
    for (const auto& one : askers) {
        if (with_.scope_of(one.who) != scope) { // it has changed meanwhile
            tasks_.spawn(read_alone(one));
            continue;
        }
        const auto unwanted = past->size() - wanted_by(one, *past);
        if (unwanted == 0)
            with_.answer(one.who, past);
        else
            with_.answer(one.who,
                         std::vector(past->begin() + static_cast<std::ptrdiff_t>(unwanted), past->end()));
        co_await asio::post(asio::use_awaitable); // the others' turn
    }
}

asio::awaitable<void> recent_history::read_alone(asker one)
{
    with_.answer(one.who, co_await with_.read(one));
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
