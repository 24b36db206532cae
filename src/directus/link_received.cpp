// What the frames that arrive mean to a link.
#include "directus/link.hpp"
#include "directus/rest.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace directus {

void link::received(std::string_view frame, base::time_point now, actions& out)
{
    if (stage_ != stage::authenticating && stage_ != stage::live)
        return;
    auto parsed = frames::parse(frame, settings_.shape);
    if (!parsed) {
        out.push_back(close{});
        return fail(parsed.error(), now, out);
    }
    if (is_live())
        heartbeat_.heard(now); // whatever it is
    std::visit([&](auto& got) { on(got, now, out); }, *parsed);
}

// Directus's limiter looks at frames in the order in which they come, before it handles them concurrently: an
// answer to one shows that those before it were let through.
void link::answered(const std::string& uid)
{
    std::uint64_t number = 0;
    if (!uid.empty())
        std::from_chars(uid.data() + 1, uid.data() + uid.size(), number);
    if (number <= sent_)
        answered_ = std::max(answered_, number);
}

void link::on(const frames::authenticated& got, base::time_point now, actions& out)
{
    answered(got.uid);
    if (!auth_ || got.uid != auth_->uid)
        return;
    auth_.reset();
    if (stage_ == stage::authenticating) {
        stage_ = stage::live;
        attempts_.live(now);
        heartbeat_.heard(now);
        out.push_back(live{});
    } else if (!token_unsent_) {
        out.push_back(renewed{});
    }
    if (token_unsent_)
        put_auth(now, out);
}

// After the failure of a first auth Directus says neither uid nor reason, and closes; a token that expires on
// a live socket makes it anonymous. https://directus.io/docs/guides/realtime/authentication
void link::on(const frames::auth_failed& got, base::time_point now, actions& out)
{
    const auto why = base::make_error_code(rest::errc_from(got.code));
    // It was about an older token than the one in hand.
    const bool outdated = token_unsent_ || (is_live() && auth_ && got.code == "TOKEN_EXPIRED");
    out.push_back(close{});
    if (outdated)
        fail(why, now, out);
    else
        refuse(why, out);
}

void link::on(const frames::subscribed& got, base::time_point, actions& out)
{
    answered(got.uid);
    for (const auto which : feeds)
        if (auto* one = feed_of(which).find(got.uid)) {
            if (feed_of(which).confirm(*one))
                out.push_back(feed_live{which});
            return;
        }
    if (is_live() && !got.uid.empty()) {
        // One that was given up came to stand after all, and would cost Directus a read per event.
        put(frames::unsubscribe(got.uid), out);
    }
}

void link::on(const frames::subscribe_failed& got, base::time_point, actions& out)
{
    answered(got.uid);
    // Directus 11 leaves out the uid: it is about one of them. Reactions break with the rows.
    const auto is_about = [&](feed which) {
        return got.uid.empty() ? which != feed::reactions && feed_of(which).is_asked()
                               : feed_of(which).find(got.uid) != nullptr;
    };
    for (const auto which : feeds)
        if (is_about(which))
            break_feed(which, rest::errc_from(got.code), out);
}

void link::break_feed(feed which, const base::error_code& why, actions& out)
{
    for (const auto one : feeds)
        if (one == which || (which == feed::rows && one == feed::reactions)) {
            put_unsubscribe(feed_of(one).uids_standing(), out);
            feed_of(one).forget();
        }
    out.push_back(feed_broken{why, which});
}

// Those that come before the feed stands count, too: it is read back only then.
void link::on(frames::rows& got, base::time_point, actions& out)
{
    const auto is_from = [&](feed which) {
        const auto* from = feed_of(which).find(got.uid);
        return from && got.event == from->event;
    };
    if (is_from(feed::reactions)) {
        if (!got.reactions.empty())
            out.push_back(reacted{std::move(got.reactions)});
    } else if (is_from(feed::users)) {
        if (!got.users.empty())
            out.push_back(users_changed{std::move(got.users)});
    } else if (is_from(feed::rows) && !got.items.empty()) {
        if (got.event == "create")
            out.push_back(arrived{std::move(got.items)});
        else
            out.push_back(updated{std::move(got.items)});
    }
}

void link::on(frames::keys& got, base::time_point, actions& out)
{
    if (got.ids.empty())
        return;
    if (feed_of(feed::reactions).find(got.uid))
        out.push_back(unreacted{std::move(got.ids)});
    else if (feed_of(feed::rows).find(got.uid))
        out.push_back(deleted{std::move(got.ids)});
}

void link::on(frames::answer& got, base::time_point, actions& out)
{
    answered(got.uid);
    if (!create_ || got.uid != create_->uid)
        return;
    create_.reset();
    out.push_back(created{std::move(got.items)});
}

void link::on(const frames::answer_failed& got, base::time_point, actions& out)
{
    answered(got.uid);
    // Directus 11 leaves out the uid; there is one create under way, and perhaps one that was given up.
    if (!create_ || (!got.uid.empty() && got.uid != create_->uid))
        return;
    const bool ours = !got.uid.empty() || !create_overdue_;
    create_.reset();
    if (ours)
        out.push_back(create_failed{rejection::of(got.code, got.message)});
    else // it may be about the other one: over REST an answer is certain
        out.push_back(create_unknown{base::errc::timeout});
}

// No uid: it is about one of the frames that nothing is known of yet.
void link::on(const frames::throttled& got, base::time_point now, actions& out)
{
    const bool only_one = sent_ - answered_ == 1;
    if (create_ && create_->number > answered_) {
        create_.reset();
        if (only_one) {
            out.push_back(create_throttled{got.wait});
        } else {
            create_overdue_ = true;
            out.push_back(create_unknown{base::errc::overloaded});
        }
    }
    if (only_one)
        answered_ = sent_;
    if (auth_ && auth_->by) {
        auth_->by.reset();
        auth_->again_at = now + got.wait;
    }
    for (auto& one : feeds_)
        one.put_off(now + got.wait);
}

void link::on(const frames::pinged&, base::time_point, actions& out)
{
    put(frames::pong(), out);
}

void link::on(const frames::unsubscribed& got, base::time_point, actions&)
{
    answered(got.uid);
}

} // namespace directus
