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
    if (is_live()) {
        // Whatever arrives shows that Directus is there.
        pong_by_.reset();
        ping_at_ = now + settings_.ping_interval;
    }
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
        live_since_ = now;
        patient_until_.reset();
        failures_ = unauthorized_ = 0;
        ping_at_ = now + settings_.ping_interval;
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

link::subscription* link::subscription_of(std::string_view uid)
{
    const auto found = std::ranges::find_if(
        feed_, [&](const subscription& one) { return one.asked && one.asked->uid == uid; });
    return found == feed_.end() ? nullptr : &*found;
}

void link::on(const frames::subscribed& got, base::time_point, actions& out)
{
    answered(got.uid);
    if (auto* one = subscription_of(got.uid)) {
        one->asked->by.reset();
        one->asked->again_at.reset();
        const bool stood = one->of_reactions ? has_reactions() : has_feed();
        one->stands = true;
        if (stood)
            return;
        if (one->of_reactions && has_reactions())
            out.push_back(reactions_live{});
        else if (!one->of_reactions && has_feed())
            out.push_back(feed_live{});
    } else if (is_live() && !got.uid.empty()) {
        // One that was given up came to stand after all, and would cost Directus a read per event.
        put(frames::unsubscribe(got.uid), out);
    }
}

void link::on(const frames::subscribe_failed& got, base::time_point, actions& out)
{
    answered(got.uid);
    const bool asked = std::ranges::any_of(feed_, [](const auto& one) { return one.asked.has_value(); });
    const auto* one = subscription_of(got.uid);
    // Directus 11 leaves out the uid: it is about one of them.
    if (one && one->of_reactions)
        break_reactions(rest::errc_from(got.code), out);
    else if (got.uid.empty() ? asked : one != nullptr)
        break_feed(rest::errc_from(got.code), out);
}

void link::break_reactions(const base::error_code& why, actions& out)
{
    for (auto& one : feed_) {
        if (!one.of_reactions)
            continue;
        if (one.stands)
            put(frames::unsubscribe(one.asked->uid), out);
        one.asked.reset();
        one.stands = false;
    }
    out.push_back(reactions_broken{why});
}

void link::break_feed(const base::error_code& why, actions& out)
{
    for (const auto& one : feed_)
        if (one.stands)
            put(frames::unsubscribe(one.asked->uid), out);
    forget_feed();
    out.push_back(feed_broken{why});
}

// Those that come before the feed stands count, too: it is read back only then.
void link::on(frames::rows& got, base::time_point, actions& out)
{
    const auto* from = subscription_of(got.uid);
    if (!from || got.event != from->event)
        return;
    if (from->of_reactions) {
        if (!got.reactions.empty())
            out.push_back(reacted{std::move(got.reactions)});
        return;
    }
    if (got.items.empty())
        return;
    if (got.event == "create")
        out.push_back(arrived{std::move(got.items)});
    else
        out.push_back(updated{std::move(got.items)});
}

void link::on(frames::keys& got, base::time_point, actions& out)
{
    const auto* from = subscription_of(got.uid);
    if (!from || got.ids.empty())
        return;
    if (from->of_reactions)
        out.push_back(unreacted{std::move(got.ids)});
    else
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
    const auto put_off = [&](std::optional<pending>& asked) {
        if (!asked || !asked->by)
            return;
        asked->by.reset();
        asked->again_at = now + got.wait;
    };
    put_off(auth_);
    for (auto& one : feed_)
        put_off(one.asked);
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
