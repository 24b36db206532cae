#include "server/sessions/create_route.hpp"

namespace server {

using bridge::send_queue;

send_queue::way create_route::way(const conditions& now) const
{
    if (!now.may_create)
        return send_queue::way::none;
    if (is_over_rest(now.is_link_live))
        return now.is_directus_away ? send_queue::way::none : send_queue::way::rest;
    return !is_adopting_ && now.can_link_create ? send_queue::way::socket : send_queue::way::none;
}

void create_route::link_opened()
{
    was_live_ = true;
    is_over_rest_ = false;
    is_adopting_ = false; // a new socket starts with the newest token
}

} // namespace server
