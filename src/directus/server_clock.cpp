#include "directus/server_clock.hpp"

#include <algorithm>

namespace directus {

void server_clock::told(base::wall_time date, base::time_point sent, base::time_point received)
{
    const auto since_epoch = date.time_since_epoch();
    const bounds now{since_epoch - received.time_since_epoch(),
                     since_epoch + std::chrono::seconds(1) - sent.time_since_epoch()};
    const bool agrees = bounds_ && now.least <= bounds_->most && bounds_->least <= now.most;
    if (agrees)
        bounds_ = {std::max(now.least, bounds_->least), std::min(now.most, bounds_->most)};
    else // it was set, or has drifted from ours since
        bounds_ = now;
}

std::optional<base::wall_time> server_clock::at(base::time_point when) const
{
    if (!bounds_)
        return std::nullopt;
    return base::wall_time(when.time_since_epoch() + (bounds_->least + bounds_->most) / 2);
}

} // namespace directus
