#include "server/requests/reaction_store.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

reaction_store::reaction_store(context& shared, links& users, changes& rows)
    : shared_(shared)
    , links_(users)
    , rows_(rows)
    , tasks_(shared.executor)
{
}

void reaction_store::ask(bridge::ask::react what)
{
    if (stopping_) {
        shared_.room.reactions().answered(what, {}, {base::errc::stopping}, base::wall_now());
        return;
    }
    const auto user = what.by;
    auto& waiting = asked_[user];
    waiting.push_back(std::move(what));
    if (waiting.size() == 1)
        tasks_.spawn(work(user));
}

asio::awaitable<void> reaction_store::work(base::user_id user)
{
    while (!asked_[user].empty()) {
        const auto what = asked_[user].front();
        const auto [reaction, how, is_news] = co_await perform(what);
        base::log::info(what.undo ? "unreact" : "react",
                        {{"user", user.str()},
                         {"item", what.row.str()},
                         {"outcome", how.error ? how.error.message() : "done"}});
        // Of equal readers the others are told by this; its event is no news then.
        if (auto* its = reaction.id.empty() ? nullptr : links_.feed_of(user)) {
            if (!is_news)
                its->reactions().shown_as_history(reaction);
            else if (what.undo)
                its->reactions().undone(reaction);
            else
                its->reactions().made(reaction);
        }
        shared_.room.reactions().answered(what, reaction, how, base::wall_now());
        shared_.touched();
        asked_[user].pop_front();
    }
    asked_.erase(user);
}

// One that is there already is not made again, and one that is not there needs not to be taken back: its
// author alone is told, as if it were done, whatever his client had shown him.
asio::awaitable<reaction_store::answer> reaction_store::perform(bridge::ask::react what)
{
    answer out;
    const auto token = links_.token_of(what.by);
    if (token.empty()) {
        out.how.error = base::errc::unreachable;
        co_return out;
    }
    if (!shared_.room.rows().knows(what.row)) {
        const auto row = co_await rows_.find_row(token, what.row);
        if (!row) {
            out.how.error = row.error();
            co_return out;
        }
    }
    auto own = co_await shared_.rest.reactions().own(token, what.row, what.emoji);
    if (!own) {
        out.how.error = own.error();
        co_return out;
    }
    for (auto& one : *own)
        one.author = what.by;
    if (what.undo)
        co_return co_await undo(std::move(*own), token);
    if (own->empty())
        co_return co_await make(std::move(what), token);
    out.what = std::move(own->front());
    co_return out;
}

asio::awaitable<reaction_store::answer> reaction_store::make(bridge::ask::react what, base::secret token)
{
    answer out;
    auto made = co_await shared_.rest.reactions().add(std::move(token), what.row, what.emoji);
    if (!made) {
        out.how.error = made.error();
        out.how.perhaps = base::is_temporary(made.error());
        co_return out;
    }
    out.what = std::move(*made);
    out.what.author = what.by;
    out.is_news = true;
    co_return out;
}

asio::awaitable<reaction_store::answer> reaction_store::undo(std::vector<directus::reaction> which,
                                                             base::secret token)
{
    answer out;
    for (auto& one : which) {
        const auto done = co_await shared_.rest.reactions().remove(token, one.id);
        if (!done) {
            out.how.error = done.error();
            out.how.perhaps = base::is_temporary(done.error());
            co_return out;
        }
        out.what = std::move(one);
        out.is_news = true;
    }
    co_return out;
}

asio::awaitable<void> reaction_store::add_to(std::vector<bridge::past_row>& rows, bridge::client_id reader)
{
    const auto* who = shared_.room.find(reader);
    if (!who || rows.empty() || !who->caps.has(irc::cap::event_playback) || !who->user->may_read_reactions())
        co_return;
    const auto user = who->user->id;
    std::vector<directus::item_id> keys;
    keys.reserve(rows.size());
    for (const auto& one : rows)
        keys.push_back(one.row.id);
    const auto found = co_await shared_.rest.reactions().to(links_.token_of(user), std::move(keys));
    if (!found) {
        base::log::warning("reactions_not_read", {{"user", user.str()}, {"reason", found.error().message()}});
        co_return;
    }
    auto* its = links_.feed_of(user);
    for (const auto& one : *found) {
        if (its)
            its->reactions().shown_as_history(one);
        const auto row = std::ranges::find(rows, one.message, [](const auto& past) { return past.row.id; });
        if (row != rows.end())
            row->reactions.push_back(one);
    }
}

asio::awaitable<void> reaction_store::stop()
{
    stopping_ = true;
    co_await tasks_.join();
}

} // namespace server
