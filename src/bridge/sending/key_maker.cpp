#include "bridge/sending/key_maker.hpp"

#include <fmt/format.h>

namespace bridge {

base::item_id key_maker::next(base::wall_time wall)
{
    const auto milliseconds = static_cast<std::uint64_t>(wall.time_since_epoch().count());
    if (milliseconds > last_time_) {
        last_time_ = milliseconds;
        // Room to count up within the millisecond.
        counter_ = static_cast<std::uint16_t>(random_() & 0x7ff);
    } else if (++counter_ > 0xfff) {
        ++last_time_;
        counter_ = 0;
    }
    const auto tail = (random_() & 0x3fff'ffff'ffff'ffff) | 0x8000'0000'0000'0000;
    return base::item_id(fmt::format("{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}", last_time_ >> 16,
                                     last_time_ & 0xffff, counter_, tail >> 48, tail & 0xffff'ffff'ffff));
}

} // namespace bridge
