#include "server/links/link_delivery.hpp"

#include "base/log.hpp"
#include "server/links/feed.hpp"
#include "server/links/upstream.hpp"

#include <utility>
#include <variant>

namespace server {

using directus::link;

bool link_delivery::try_deliver(link::action& what, feed* to)
{
    return try_deliver_reactions(what, to) || try_deliver_rows(what, to);
}

bool link_delivery::try_deliver_rows(link::action& what, feed* to)
{
    if (std::holds_alternative<link::feed_live>(what)) {
        failure_.clear();
        if (to)
            to->subscribed(member_);
    } else if (const auto* end = std::get_if<link::feed_broken>(&what)) {
        broken(end->why, to);
    } else if (auto* rows = std::get_if<link::arrived>(&what)) {
        shared_.rest.adapt(rows->items);
        if (to)
            to->arrived(member_, std::move(rows->items));
    } else if (auto* changed = std::get_if<link::updated>(&what)) {
        shared_.rest.adapt(changed->items);
        if (to)
            to->updated(member_, std::move(changed->items));
    } else if (auto* gone = std::get_if<link::deleted>(&what)) {
        if (to)
            to->deleted(member_, std::move(gone->ids));
    } else {
        return false;
    }
    return true;
}

void link_delivery::broken(const base::error_code& why, feed* to)
{
    const auto reason = why.message();
    if (std::exchange(failure_, reason) != reason) // Directus may refuse it again and again
        base::log::warning("feed_broken", {{"user", member_.user().str()}, {"reason", reason}});
    if (to)
        to->broken(member_, why);
    member_.check_rights(to && to->is_refused()); // they, or a field that is gone, may be what broke it
}

bool link_delivery::try_deliver_reactions(link::action& what, feed* to)
{
    if (std::holds_alternative<link::reactions_live>(what)) {
        if (to)
            to->reactions().subscribed(member_);
    } else if (const auto* end = std::get_if<link::reactions_broken>(&what)) {
        base::log::warning("reactions_broken",
                           {{"user", member_.user().str()}, {"reason", end->why.message()}});
        if (to)
            to->reactions().broken(member_);
        member_.check_rights(false);
    } else if (auto* made = std::get_if<link::reacted>(&what)) {
        if (to)
            to->reactions().arrived(member_, std::move(made->made));
    } else if (auto* gone = std::get_if<link::unreacted>(&what)) {
        if (to)
            to->reactions().removed(member_, std::move(gone->ids));
    } else {
        return false;
    }
    return true;
}

} // namespace server
