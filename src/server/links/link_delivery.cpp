#include "server/links/link_delivery.hpp"

#include "base/log.hpp"
#include "server/links/feed.hpp"
#include "server/links/upstream.hpp"
#include "server/links/user_feed.hpp"

#include <utility>
#include <variant>

namespace server {

using directus::link;

bool link_delivery::try_deliver(link::action& action, feed* target)
{
    if (try_deliver_users(action))
        return true;
    if (const auto* begin = std::get_if<link::feed_live>(&action)) {
        live(begin->of, target);
    } else if (const auto* end = std::get_if<link::feed_broken>(&action)) {
        broken(end->of, end->why, target);
    } else {
        return try_deliver_reactions(action, target) || try_deliver_rows(action, target);
    }
    return true;
}

void link_delivery::live(link::feed which, feed* target)
{
    if (which == link::feed::rows)
        failure_.clear();
    if (target && which == link::feed::rows)
        target->subscribed(member_);
    else if (target)
        target->reactions().subscribed(member_);
}

void link_delivery::broken(link::feed which, const base::error_code& why, feed* target)
{
    const auto reason = why.message();
    const bool is_rows = which == link::feed::rows;
    if (!is_rows || std::exchange(failure_, reason) != reason) // Directus may refuse it again and again
        base::log::warning(is_rows ? "feed_broken" : "reactions_broken",
                           {{"user", member_.user().str()}, {"reason", reason}});
    if (target && is_rows)
        target->broken(member_, why);
    else if (target)
        target->reactions().broken(member_);
    // The permissions, or a field that is gone, may be what broke it.
    member_.check_rights(is_rows && target && target->is_refused());
}

bool link_delivery::try_deliver_rows(link::action& action, feed* target)
{
    auto* events = target ? target->events_from(member_) : nullptr;
    if (auto* rows = std::get_if<link::arrived>(&action)) {
        shared_.rest.schema().adapt(rows->items);
        if (events)
            events->arrived(std::move(rows->items));
    } else if (auto* changed = std::get_if<link::updated>(&action)) {
        shared_.rest.schema().adapt(changed->items);
        if (events)
            events->updated(std::move(changed->items));
    } else if (auto* gone = std::get_if<link::deleted>(&action)) {
        if (events)
            events->deleted(std::move(gone->ids));
    } else {
        return false;
    }
    return true;
}

bool link_delivery::try_deliver_users(const link::action& action)
{
    const auto* begin = std::get_if<link::feed_live>(&action);
    const auto* end = std::get_if<link::feed_broken>(&action);
    if (begin && begin->of == link::feed::users) {
        users_.subscribed(member_);
    } else if (end && end->of == link::feed::users) {
        users_.broken(member_, end->why);
    } else if (const auto* changed = std::get_if<link::users_changed>(&action)) {
        users_.arrived(member_, changed->users);
    } else {
        return false;
    }
    return true;
}

bool link_delivery::try_deliver_reactions(link::action& action, feed* target)
{
    if (auto* made = std::get_if<link::reacted>(&action)) {
        if (target)
            target->reactions().arrived(member_, std::move(made->made));
    } else if (auto* gone = std::get_if<link::unreacted>(&action)) {
        if (target)
            target->reactions().removed(member_, std::move(gone->ids));
    } else {
        return false;
    }
    return true;
}

} // namespace server
