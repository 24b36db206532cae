#include "server/clients/keepalive.hpp"

namespace server {

base::time_point keepalive::deadline(bool registering, const limits& settings) const
{
    if (cut_at_)
        return *cut_at_;
    if (registering)
        return connected_at_ + settings.registration;
    return heard_at_ + (pinged_ ? settings.ping_timeout : settings.ping_after);
}

keepalive::step keepalive::fired(base::time_point now, bool registering, const limits& settings)
{
    if (cut_at_)
        return step::cut;
    if (registering && now >= connected_at_ + settings.registration)
        return step::close_unregistered;
    if (now >= heard_at_ + settings.ping_timeout)
        return step::close_silent;
    if (pinged_ || now < heard_at_ + settings.ping_after)
        return step::nothing;
    pinged_ = true;
    return step::ping;
}

} // namespace server
