#include "server/clients/queue_memory.hpp"

#include <algorithm>
#include <utility>

namespace server {

void queue_memory::share::is(std::size_t bytes)
{
    if (bytes == bytes_)
        return;
    if (bytes_ == 0)
        of_.held_up_.insert(this);
    else if (bytes == 0)
        of_.held_up_.erase(this);
    of_.bytes_ = of_.bytes_ - bytes_ + bytes;
    bytes_ = bytes;
    if (of_.bytes_ > of_.limit_ && !std::exchange(of_.told_, true))
        of_.over_();
}

void queue_memory::shed()
{
    while (bytes_ > limit_) {
        auto* most = *std::ranges::max_element(held_up_, {}, &share::bytes_);
        most->is(0); // whatever becomes of it
        most->holder_.drop_what_waits();
    }
    told_ = false;
}

} // namespace server
