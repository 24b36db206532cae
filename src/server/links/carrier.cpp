#include "server/links/carrier.hpp"

namespace server {

void carrier::set(upstream& member, bool is_polled)
{
    member_ = &member;
    is_polled_ = is_polled;
    ++round_;
}

void carrier::reset()
{
    member_ = nullptr;
    is_polled_ = false;
    ++round_;
}

} // namespace server
