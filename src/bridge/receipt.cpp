#include "bridge/receipt.hpp"

#include <algorithm>
#include <utility>

namespace bridge {

void receipt::sent(const directus::item& row, base::wall_time wall)
{
    const auto mark = acknowledged::mark_of(row, wall);
    if (suspended_ || !mark)
        return;
    if (unasked_.size() >= acknowledged::most_rows) // it does not answer: what is forgotten is sent again
        unasked_.erase(unasked_.begin(), unasked_.begin() + acknowledged::most_rows / 2);
    unasked_.push_back(*mark);
}

void receipt::hurry()
{
    hurried_ = true;
    due_.reset();
}

std::string receipt::fired(base::time_point now)
{
    if (!deadline())
        return {};
    if (!due_) {
        due_ = hurried_ ? now : now + settling;
        if (asked_at_ && !hurried_)
            due_ = std::max(*due_, *asked_at_ + interval);
    }
    if (*due_ > now)
        return {};
    asked_ = std::exchange(unasked_, {});
    asked_at_ = now;
    due_.reset();
    hurried_ = false;
    token_ = "rows-" + std::to_string(++pings_);
    return token_;
}

bool receipt::answered(std::string_view token)
{
    if (token_.empty() || token != token_)
        return false;
    token_.clear();
    for (const auto& one : std::exchange(asked_, {}))
        rows_.add(one);
    return true;
}

std::optional<base::time_point> receipt::deadline() const
{
    if (unasked_.empty() || !token_.empty())
        return std::nullopt;
    return due_.value_or(base::time_point());
}

} // namespace bridge
