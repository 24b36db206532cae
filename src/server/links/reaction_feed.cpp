#include "server/links/reaction_feed.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_known = 20'000;
constexpr std::size_t most_missed = 1'000;  // that are read back; older ones are left out
constexpr std::size_t most_looked_up = 500; // whether they are gone
constexpr auto broken_pause = std::chrono::seconds(30);

} // namespace

reaction_feed::reaction_feed(context& shared, directory& names, bridge::member_filter readers)
    : shared_(shared)
    , directory_(names)
    , readers_([among = std::move(readers)](const bridge::member& who) {
        return who.may_read_reactions() && among(who);
    })
    , known_(most_known)
    , cursor_(shared.rest)
    , retry_alarm_(shared.executor,
                   [this] {
                       if (carrier_ && !is_live_)
                           carrier_->link().subscribe_reactions();
                   })
    , tasks_(shared.executor)
{
}

void reaction_feed::carried_by(upstream& member, bool is_polled)
{
    carrier_lost();
    carrier_.set(member, is_polled);
}

void reaction_feed::carrier_lost()
{
    if (std::exchange(is_live_, false) && !carrier_.is_polled())
        cursor_.move(cursor_.moment_at(carrier_->link().heard_at()));
    carrier_.reset();
    retry_alarm_.set(std::nullopt);
}

bool reaction_feed::listens_to(const upstream& one) const
{
    return carrier_.is(one) && !carrier_.is_closed();
}

void reaction_feed::subscribed(upstream& of)
{
    if (listens_to(of) && !std::exchange(is_live_, true) && !cursor_.try_start())
        tasks_.spawn(read_back(carrier_.round()));
}

void reaction_feed::broken(upstream& of)
{
    if (!listens_to(of))
        return;
    carried_by(of, carrier_.is_polled());
    retry_alarm_.set(base::steady_now() + broken_pause);
}

void reaction_feed::poll(bool whole)
{
    if (carrier_.is_closed() || shared_.rest.shape().reactions.empty())
        return;
    const auto* reader = shared_.room.people().find(carrier_->user());
    if (!reader || !reader->may_read_reactions())
        return;
    // The first after a gap is whole, the very first says from when on they are news.
    const bool is_first = !std::exchange(is_live_, true);
    if (!cursor_.try_start() && !std::exchange(is_polling_, true))
        tasks_.spawn(read_anew(carrier_.round(), whole || is_first));
}

asio::awaitable<void> reaction_feed::read_anew(unsigned round, bool whole)
{
    const auto started = cursor_.moment_at(base::steady_now());
    const auto back = whole ? shared_.settings.overlap : base::duration(usual_delay);
    const bool answered = co_await read_missed(round, back, whole);
    is_polling_ = false;
    if (answered && !carrier_.is_over(round))
        cursor_.move(started);
}

void reaction_feed::arrived(upstream& of, std::vector<directus::reaction> made)
{
    std::vector<event> events;
    events.reserve(made.size());
    for (auto& one : made)
        events.emplace_back(std::move(one));
    happened(of, std::move(events));
}

void reaction_feed::removed(upstream& of, std::vector<directus::item_id> keys)
{
    std::vector<event> events;
    events.reserve(keys.size());
    for (auto& one : keys)
        events.emplace_back(std::move(one));
    happened(of, std::move(events));
}

void reaction_feed::happened(upstream& of, std::vector<event> events)
{
    if (!listens_to(of))
        return;
    std::ranges::move(events, std::back_inserter(events_));
    if (!std::exchange(is_showing_, true))
        tasks_.spawn(show_events());
}

asio::awaitable<void> reaction_feed::show_events()
{
    while (!events_.empty() && !carrier_.is_closed()) {
        const auto events = std::exchange(events_, {});
        std::vector<directus::reaction> fresh;
        for (const auto& one : events)
            if (const auto* what = std::get_if<directus::reaction>(&one))
                fresh.push_back(*what);
        co_await learn_authors(std::move(fresh));
        for (const auto& one : events) {
            if (const auto* what = std::get_if<directus::reaction>(&one))
                made(*what);
            else
                gone(std::get<directus::item_id>(one));
        }
    }
    is_showing_ = false;
}

asio::awaitable<void> reaction_feed::learn_authors(std::vector<directus::reaction> of)
{
    std::vector<directus::item> authors;
    authors.reserve(of.size());
    for (const auto& one : of)
        authors.push_back({one.id, {}, one.author, {}});
    if (carrier_ && !authors.empty())
        co_await directory_.learn_authors(carrier_->access_token(), std::move(authors));
}

void reaction_feed::made(const directus::reaction& what)
{
    if (known_.made(what))
        show(what, false);
}

void reaction_feed::undone(const directus::reaction& what)
{
    if (known_.gone(what))
        show(what, true);
}

void reaction_feed::gone(const directus::item_id& key)
{
    if (const auto what = known_.gone(key))
        show(*what, true);
}

void reaction_feed::show(const directus::reaction& what, bool undone)
{
    shared_.room.reactions().show(what, undone, readers_, base::wall_now());
    shared_.touched();
}

asio::awaitable<void> reaction_feed::read_back(unsigned round)
{
    while (!carrier_.is_over(round)) {
        const auto started = cursor_.moment_at(base::steady_now());
        if (co_await read_missed(round, shared_.settings.overlap, true)) {
            if (!carrier_.is_over(round))
                cursor_.move(started);
            co_return;
        }
        co_await net::pause(shared_.executor, retry_after);
    }
}

// False where Directus did not answer.
asio::awaitable<bool> reaction_feed::read_missed(unsigned round, base::duration back, bool gone)
{
    const auto found = co_await shared_.rest.reactions().since(carrier_->access_token(),
                                                               cursor_.missed_since(back), most_missed);
    if (carrier_.is_over(round))
        co_return true;
    if (!found)
        co_return false;
    co_await learn_authors(*found);
    if (carrier_.is_over(round))
        co_return true;
    std::unordered_set<directus::item_id> there;
    for (const auto& one : *found) {
        there.insert(one.id);
        made(one);
    }
    if (!gone)
        co_return true;
    co_return co_await look_for_gone(round, std::move(there));
}

asio::awaitable<bool> reaction_feed::look_for_gone(unsigned round,
                                                   std::unordered_set<directus::item_id> there)
{
    auto keys = known_.newest(most_looked_up);
    std::erase_if(keys, [&](const auto& key) { return there.contains(key); });
    if (keys.empty())
        co_return true;
    const auto found = co_await shared_.rest.reactions().find(carrier_->access_token(), keys);
    if (carrier_.is_over(round))
        co_return true;
    if (!found)
        co_return false;
    for (const auto& one : *found)
        there.insert(one.id);
    for (const auto& key : keys)
        if (!there.contains(key))
            gone(key);
    co_return true;
}

asio::awaitable<void> reaction_feed::stop()
{
    carrier_.close();
    retry_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
