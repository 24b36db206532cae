#include "directus/link.hpp"

#include <boost/assert.hpp>

#include <algorithm>
#include <utility>

namespace directus {

namespace {

// A Directus that accepts and drops at once must not be opened again and again without a pause.
constexpr base::duration proven_after = std::chrono::seconds(10);

} // namespace

link::link(settings with)
    : settings_(std::move(with))
    , backoff_(settings_.retry, settings_.seed)
{
}

link::pending link::ask(char letter, base::time_point now)
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

void link::put_subscribe(subscription& to, base::time_point now, actions& out)
{
    to.asked = ask(to.letter, now);
    to.stands = false;
    put(to.of_reactions ? frames::subscribe_reactions(settings_.shape, to.event, to.asked->uid)
                        : frames::subscribe(settings_.shape, to.event, to.asked->uid),
        out);
}

bool link::has_feed() const
{
    return std::ranges::all_of(feed_, [](const auto& one) { return one.of_reactions || one.stands; });
}

bool link::has_reactions() const
{
    return std::ranges::all_of(feed_, [](const auto& one) { return !one.of_reactions || one.stands; });
}

void link::open_socket(base::time_point now, actions& out)
{
    stage_ = stage::opening;
    retry_at_.reset();
    open_by_ = now + settings_.open_limit;
    patient_until_ = now + settings_.patience;
    out.push_back(open{});
}

void link::drop(actions& out)
{
    if (create_)
        out.push_back(create_unknown{base::errc::unreachable});
    forget_feed();
    auth_.reset();
    create_.reset();
    create_overdue_ = false;
    answered_ = sent_;
    live_since_.reset();
    retry_at_.reset();
    open_by_.reset();
    patient_until_.reset();
    ping_at_.reset();
    pong_by_.reset();
}

void link::fail(const base::error_code& why, base::time_point now, actions& out)
{
    if (live_since_ && now >= *live_since_ + proven_after)
        backoff_.reset();
    drop(out);
    stage_ = stage::waiting;
    retry_at_ = now + backoff_.next();
    out.push_back(down{why});
}

void link::refuse(const base::error_code& why, actions& out)
{
    drop(out);
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
    if (was_live)
        out.push_back(down{base::errc::unreachable});
    open_socket(now, out);
}

void link::stop(base::time_point, actions& out)
{
    if (stage_ >= stage::opening)
        out.push_back(close{});
    drop(out);
    backoff_.reset();
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
    open_by_.reset();
    stage_ = stage::authenticating;
    put_auth(now, out);
}

void link::closed(const base::error_code& why, base::time_point now, actions& out)
{
    if (stage_ < stage::opening)
        return;
    // Once may be a restart of Directus.
    if (!is_live() && ++failures_ > 1)
        out.push_back(not_opened{});
    fail(why ? why : base::make_error_code(base::errc::unreachable), now, out);
}

// A 401 is about the token, as AUTH_FAILED is; from the second on it is not: start() was called with a token
// of which Directus said meanwhile that it is good.
void link::refused_upgrade(unsigned status, base::time_point now, actions& out)
{
    if (stage_ != stage::opening)
        return;
    ++failures_;
    if (status != 401 || ++unauthorized_ > 1)
        out.push_back(not_opened{status});
    if (status == 401)
        refuse(base::errc::invalid_credentials, out);
    else
        fail(base::errc::unreachable, now, out);
}

void link::retry_by(base::time_point when)
{
    if (!is_waiting())
        return;
    backoff_.reset();
    retry_at_ = std::min(*retry_at_, when);
}

void link::subscribe(base::time_point now, actions& out)
{
    BOOST_ASSERT(is_live());
    unsubscribe(out);
    for (auto& one : feed_)
        if (!one.of_reactions || reads_reactions_)
            put_subscribe(one, now, out);
}

void link::subscribe_reactions(base::time_point now, actions& out)
{
    if (!is_live() || !reads_reactions_ || !feed_.front().asked)
        return;
    for (auto& one : feed_)
        if (one.of_reactions && !one.asked)
            put_subscribe(one, now, out);
}

void link::unsubscribe(actions& out)
{
    for (const auto& one : feed_)
        if (one.asked)
            put(frames::unsubscribe(one.asked->uid), out);
    forget_feed();
}

void link::forget_feed()
{
    for (auto& one : feed_) {
        one.asked.reset();
        one.stands = false;
    }
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

    if (due(retry_at_))
        return open_socket(now, out);
    if (due(open_by_) || due(pong_by_) || (auth_ && due(auth_->by))) {
        out.push_back(close{});
        return fail(base::errc::timeout, now, out);
    }
    if (due(patient_until_)) {
        patient_until_.reset();
        out.push_back(not_opened{});
    }
    if (create_ && due(create_->by)) {
        create_.reset();
        create_overdue_ = true;
        out.push_back(create_unknown{base::errc::timeout});
    }
    const auto is_overdue = [&](bool of_reactions) {
        return std::ranges::any_of(feed_, [&](const auto& one) {
            return one.of_reactions == of_reactions && one.asked && due(one.asked->by);
        });
    };
    if (is_overdue(false))
        break_feed(base::errc::timeout, out);
    if (is_overdue(true))
        break_reactions(base::errc::timeout, out);
    if (auth_ && due(auth_->again_at))
        put_auth(now, out);
    for (auto& one : feed_)
        if (one.asked && due(one.asked->again_at))
            put_subscribe(one, now, out);
    if (due(ping_at_)) {
        ping_at_.reset();
        pong_by_ = now + settings_.ping_limit;
        put(frames::unsubscribe(ask('p', now).uid), out);
    }
}

std::optional<base::time_point> link::deadline() const
{
    std::optional<base::time_point> earliest;
    const auto consider = [&](const std::optional<base::time_point>& when) {
        if (when && (!earliest || *when < *earliest))
            earliest = when;
    };
    const auto consider_all = [&](const std::optional<pending>& asked) {
        if (asked) {
            consider(asked->by);
            consider(asked->again_at);
        }
    };
    consider_all(auth_);
    consider_all(create_);
    for (const auto& one : feed_)
        consider_all(one.asked);
    for (const auto& when : {retry_at_, open_by_, patient_until_, ping_at_, pong_by_})
        consider(when);
    return earliest;
}

} // namespace directus
