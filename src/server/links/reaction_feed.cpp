#include "server/links/reaction_feed.hpp"

#include "base/log.hpp"
#include "net/pause.hpp"
#include "server/rest/feed_times.hpp"

#include <boost/asio.hpp>

#include <algorithm>
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
    , cursor_(moment_at(base::steady_now()))
    , retry_alarm_(shared.executor,
                   [this] {
                       if (carrier_ && !live_)
                           carrier_->link().subscribe_reactions();
                   })
    , tasks_(shared.executor)
{
}

void reaction_feed::carried_by(upstream* member)
{
    if (live_ && !polled_)
        cursor_ = moment_at(carrier_->link().heard_at());
    live_ = false;
    polled_ = false;
    carrier_ = member;
    ++round_;
    retry_alarm_.set(std::nullopt);
}

void reaction_feed::subscribed(upstream& of)
{
    if (carrier_ != &of || stopping_)
        return;
    if (std::exchange(live_, true))
        return;
    if (!started_) {
        started_ = cursor_ = moment_at(base::steady_now());
        return;
    }
    tasks_.spawn(read_back(round_));
}

void reaction_feed::broken(upstream& of)
{
    if (carrier_ != &of || stopping_)
        return;
    carried_by(carrier_);
    retry_alarm_.set(base::steady_now() + broken_pause);
}

void reaction_feed::poll(upstream& of, bool whole)
{
    const auto* reader = shared_.room.people().find(of.user());
    if (carrier_ != &of || stopping_ || shared_.rest.shape().reactions.empty() || !reader ||
        !reader->may_read_reactions())
        return;
    // The first after a gap is whole, the very first says from when on they are news.
    const bool is_first = !std::exchange(live_, true);
    polled_ = true;
    if (!started_) {
        started_ = cursor_ = moment_at(base::steady_now());
        return;
    }
    if (!std::exchange(polling_, true))
        tasks_.spawn(read_anew(round_, whole || is_first));
}

asio::awaitable<void> reaction_feed::read_anew(unsigned round, bool whole)
{
    const auto started = moment_at(base::steady_now());
    const auto back = whole ? shared_.settings.overlap : base::duration(usual_delay);
    const bool answered = co_await read_missed(round, back, whole);
    polling_ = false;
    if (answered && round == round_)
        cursor_ = started;
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
    if (carrier_ != &of || stopping_)
        return;
    std::ranges::move(events, std::back_inserter(events_));
    if (!std::exchange(showing_, true))
        tasks_.spawn(show_events());
}

asio::awaitable<void> reaction_feed::show_events()
{
    while (!events_.empty() && !stopping_) {
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
    showing_ = false;
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
    while (round == round_ && !stopping_) {
        const auto started = moment_at(base::steady_now());
        if (co_await read_missed(round, shared_.settings.overlap, true)) {
            if (round == round_)
                cursor_ = started;
            co_return;
        }
        co_await net::pause(shared_.executor, retry_after);
    }
}

// False where Directus did not answer.
asio::awaitable<bool> reaction_feed::read_missed(unsigned round, base::duration back, bool gone)
{
    const auto from = std::max(date_of(*started_), date_of(cursor_) - clock_error - back);
    const auto found = co_await shared_.rest.reactions().since(carrier_->access_token(), from, most_missed);
    if (round != round_ || stopping_)
        co_return true;
    if (!found)
        co_return false;
    co_await learn_authors(*found);
    if (round != round_ || stopping_)
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
    if (round != round_ || stopping_)
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
    stopping_ = true;
    retry_alarm_.set(std::nullopt);
    tasks_.cancel();
    co_await tasks_.join();
}

} // namespace server
