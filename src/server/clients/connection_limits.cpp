#include "server/clients/connection_limits.hpp"

#include <utility>

namespace server {

void connection_limits::set(std::size_t in_all, std::size_t per_address, pace of)
{
    in_all_ = in_all;
    per_address_ = per_address;
    if (of.burst != pace_.burst || of.interval != pace_.interval)
        for (auto& [key, one] : addresses_)
            one.pace = irc::flood(of.burst, of.interval);
    pace_ = of;
}

connection_limits::place::place(connection_limits& in, std::optional<net::ip> from)
    : limits_(in)
{
    ++limits_.count_;
    belongs_to(from);
}

connection_limits::place::~place()
{
    leave();
    --limits_.count_;
}

// How fast they came from an address is remembered longer than they are there.
void connection_limits::place::leave()
{
    if (!key_)
        return;
    const auto entry = limits_.addresses_.find(*key_);
    auto& one = entry->second;
    if (--one.count == 0 && !one.is_left) {
        if (limits_.pace_.burst == 0) {
            limits_.addresses_.erase(entry);
        } else {
            limits_.left_.push_back(*key_);
            one.is_left = true;
        }
    }
    key_.reset();
}

void connection_limits::place::belongs_to(std::optional<net::ip> from)
{
    leave();
    if (!from || from->is_loopback())
        return;
    key_ = from->customer();
    const auto& pace = limits_.pace_;
    ++limits_.addresses_.try_emplace(*key_, address{.pace = {pace.burst, pace.interval}}).first->second.count;
}

bool connection_limits::place::comes_too_fast(base::time_point now)
{
    limits_.forget(now);
    return key_ && limits_.pace_.burst > 0 && !limits_.addresses_.at(*key_).pace.take(now);
}

bool connection_limits::place::is_over_address() const
{
    return key_ && limits_.addresses_.at(*key_).count > limits_.per_address_;
}

bool connection_limits::place::is_over_all() const
{
    return limits_.count_ > limits_.in_all_;
}

// A few of them at each new connection, which is more than one connection can add.
void connection_limits::forget(base::time_point now)
{
    constexpr int at_once = 4;
    for (int n = 0; n < at_once && !left_.empty(); ++n) {
        const auto key = left_.front();
        left_.pop_front();
        const auto entry = addresses_.find(key);
        entry->second.is_left = false;
        if (entry->second.count > 0)
            continue; // it will be here again
        if (entry->second.pace.is_forgotten(now)) {
            addresses_.erase(entry);
        } else {
            entry->second.is_left = true;
            left_.push_back(key);
        }
    }
}

} // namespace server
