#include "directus/link.hpp"

#include <boost/assert.hpp>

#include <algorithm>
#include <utility>

namespace directus {

link::link(settings with)
    : settings_(std::move(with))
    , feeds_{event_subscriptions({{"create", 'f'}, {"update", 'u'}, {"delete", 'd'}}),
             event_subscriptions({{"create", 'r'}, {"delete", 'x'}}),
             event_subscriptions({{"create", 'n'}, {"update", 'm'}})}
    , attempts_(backoff(settings_.retry, settings_.seed), {settings_.open_limit, settings_.patience})
    , heartbeat_(settings_.ping_interval, settings_.ping_limit)
{
}

pending_frame link::ask(char letter, base::time_point now)
{
    const auto number = sent_ + 1;
    return {number, letter + std::to_string(number), now + settings_.answer_limit, std::nullopt};
}

void link::put(std::string frame, actions& out)
{
    ++sent_;
    out.push_back(send{std::move(frame)});
}

void link::put_auth(base::time_point now, actions& out)
{
    auth_ = ask('a', now);
    token_unsent_ = false;
    put(frames::auth(token_, auth_->uid), out);
}

void link::put_subscribe(feed which, subscription& to, base::time_point now, actions& out)
{
    to.asked = ask(to.letter, now);
    to.stands = false;
    put(subscribe_frame(which, to), out);
}

std::string link::subscribe_frame(feed which, const subscription& to) const
{
    switch (which) {
    case feed::rows:
        break;
    case feed::reactions:
        return frames::subscribe_reactions(settings_.shape, to.event, to.asked->uid);
    case feed::users:
        return frames::subscribe_users(to.event, to.asked->uid);
    }
    return frames::subscribe(settings_.shape, to.event, to.asked->uid);
}

void link::put_unsubscribe(const std::vector<std::string>& uids, actions& out)
{
    for (const auto& uid : uids)
        put(frames::unsubscribe(uid), out);
}

void link::open_socket(base::time_point now, actions& out)
{
    stage_ = stage::opening;
    attempts_.begin(now);
    out.push_back(open{});
}

void link::drop(actions& out)
{
    if (create_)
        out.push_back(create_unknown{base::errc::unreachable});
    forget_feeds();
    auth_.reset();
    create_.reset();
    create_overdue_ = false;
    answered_ = sent_;
    heartbeat_.stop();
}

void link::fail(const base::error_code& why, base::time_point now, actions& out)
{
    drop(out);
    stage_ = stage::waiting;
    attempts_.pause(now);
    out.push_back(down{why});
}

void link::refuse(const base::error_code& why, actions& out)
{
    drop(out);
    attempts_.end();
    stage_ = stage::stopped;
    out.push_back(down{why});
    out.push_back(refused{});
}

void link::start(base::secret token, base::time_point now, actions& out)
{
    token_ = std::move(token);
    const bool was_live = is_live();
    if (stage_ >= stage::opening)
        out.push_back(close{});
    drop(out);
    attempts_.end();
    if (was_live)
        out.push_back(down{base::errc::unreachable});
    open_socket(now, out);
}

void link::stop(base::time_point, actions& out)
{
    if (stage_ >= stage::opening)
        out.push_back(close{});
    drop(out);
    attempts_.end();
    attempts_.forget_failures();
    stage_ = stage::stopped;
}

void link::reauthenticate(base::secret token, base::time_point now, actions& out)
{
    token_ = std::move(token);
    token_unsent_ = true;
    // Frames are handled concurrently: a second auth must not overtake the first.
    if (is_live() && !auth_)
        put_auth(now, out);
}

void link::opened(base::time_point now, actions& out)
{
    if (stage_ != stage::opening)
        return;
    attempts_.opened();
    stage_ = stage::authenticating;
    put_auth(now, out);
}

void link::closed(const base::error_code& why, base::time_point now, actions& out)
{
    if (stage_ < stage::opening)
        return;
    if (!is_live() && attempts_.count_close())
        out.push_back(not_opened{});
    fail(why ? why : base::make_error_code(base::errc::unreachable), now, out);
}

// A 401 is about the token, as AUTH_FAILED is; from the second on it is not: start() was called with a token
// of which Directus said meanwhile that it is good.
void link::refused_upgrade(unsigned status, base::time_point now, actions& out)
{
    if (stage_ != stage::opening)
        return;
    if (attempts_.count_refusal(status))
        out.push_back(not_opened{status});
    if (status == 401)
        refuse(base::errc::invalid_credentials, out);
    else
        fail(base::errc::unreachable, now, out);
}

void link::retry_by(base::time_point when)
{
    if (is_waiting())
        attempts_.hurry(when);
}

void link::subscribe(base::time_point now, actions& out)
{
    BOOST_ASSERT(is_live());
    unsubscribe(out);
    for (auto& one : feed_of(feed::rows).all())
        put_subscribe(feed::rows, one, now, out);
    subscribe_reactions(now, out);
}

void link::subscribe_reactions(base::time_point now, actions& out)
{
    auto& reactions = feed_of(feed::reactions);
    if (!is_live() || !reads_reactions_ || !feed_of(feed::rows).is_asked() || reactions.is_asked())
        return;
    for (auto& one : reactions.all())
        put_subscribe(feed::reactions, one, now, out);
}

void link::unsubscribe(actions& out)
{
    end_feed(feed::rows, out);
    end_feed(feed::reactions, out);
}

void link::subscribe_users(base::time_point now, actions& out)
{
    BOOST_ASSERT(is_live());
    auto& users = feed_of(feed::users);
    if (users.is_asked())
        return;
    for (auto& one : users.all())
        put_subscribe(feed::users, one, now, out);
}

void link::unsubscribe_users(actions& out)
{
    end_feed(feed::users, out);
}

void link::end_feed(feed which, actions& out)
{
    put_unsubscribe(feed_of(which).uids_asked(), out);
    feed_of(which).forget();
}

void link::forget_feeds()
{
    for (auto& one : feeds_)
        one.forget();
}

void link::create(std::span<const draft> rows, base::time_point now, actions& out)
{
    BOOST_ASSERT(can_create() && !rows.empty());
    create_ = ask('c', now);
    if (!rows.front().id.empty())
        create_->by = now + std::min(settings_.settle_after, settings_.answer_limit);
    put(frames::create(settings_.shape, rows, create_->uid), out);
}

void link::fired(base::time_point now, actions& out)
{
    const auto due = [&](const std::optional<base::time_point>& when) { return when && now >= *when; };

    if (attempts_.is_due(now))
        return open_socket(now, out);
    if (attempts_.is_overdue(now) || heartbeat_.is_lost(now) || (auth_ && due(auth_->by))) {
        out.push_back(close{});
        return fail(base::errc::timeout, now, out);
    }
    if (attempts_.try_give_up(now))
        out.push_back(not_opened{});
    if (create_ && due(create_->by)) {
        create_.reset();
        create_overdue_ = true;
        out.push_back(create_unknown{base::errc::timeout});
    }
    for (const auto which : feeds)
        if (feed_of(which).is_overdue(now))
            break_feed(which, base::errc::timeout, out);
    if (auth_ && due(auth_->again_at))
        put_auth(now, out);
    for (const auto which : feeds)
        for (auto& one : feed_of(which).all())
            if (one.asked && due(one.asked->again_at))
                put_subscribe(which, one, now, out);
    if (heartbeat_.try_probe(now))
        put(frames::unsubscribe(ask('p', now).uid), out);
}

std::optional<base::time_point> link::deadline() const
{
    std::optional<base::time_point> earliest;
    const auto consider = [&](const std::optional<base::time_point>& when) {
        if (when && (!earliest || *when < *earliest))
            earliest = when;
    };
    const auto consider_all = [&](const std::optional<pending_frame>& asked) {
        if (asked) {
            consider(asked->by);
            consider(asked->again_at);
        }
    };
    consider_all(auth_);
    consider_all(create_);
    for (const auto& one : feeds_)
        consider(one.deadline());
    consider(attempts_.deadline());
    consider(heartbeat_.deadline());
    return earliest;
}

} // namespace directus
