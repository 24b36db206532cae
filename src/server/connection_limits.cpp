#include "server/connection_limits.hpp"

namespace server {

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

void connection_limits::place::leave()
{
    if (!key_)
        return;
    const auto entry = limits_.counts_.find(*key_);
    if (--entry->second == 0)
        limits_.counts_.erase(entry);
    key_.reset();
}

void connection_limits::place::belongs_to(std::optional<net::ip> from)
{
    leave();
    if (!from || from->is_loopback())
        return;
    key_ = from->customer();
    ++limits_.counts_[*key_];
}

bool connection_limits::place::is_over_address() const
{
    return key_ && limits_.counts_.at(*key_) > limits_.per_address_;
}

bool connection_limits::place::is_over_all() const
{
    return limits_.count_ > limits_.in_all_;
}

} // namespace server
