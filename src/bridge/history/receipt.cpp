#include "bridge/history/receipt.hpp"

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

std::string receipt::ask(std::vector<acknowledged::mark> rows, std::optional<base::wall_time> begin)
{
    batches_.push_back({next_token(), std::move(rows), begin});
    return batches_.back().token;
}

void receipt::begin_history()
{
    suspended_ = false;
    batches_.clear();
}

std::string receipt::fired(base::time_point now)
{
    if (!deadline())
        return {};
    if (!due_)
        due_ = std::max(now + settling, asked_at_ ? *asked_at_ + interval : base::time_point());
    if (*due_ > now)
        return {};
    asked_ = std::exchange(unasked_, {});
    asked_at_ = now;
    due_.reset();
    token_ = next_token();
    return token_;
}

bool receipt::answered(std::string_view token)
{
    if (token.empty())
        return false;
    if (token == token_) {
        token_.clear();
        for (const auto& one : std::exchange(asked_, {}))
            rows_.add(one);
        return true;
    }
    const auto found = std::ranges::find(batches_, token, &batch::token);
    if (found == batches_.end())
        return false;
    if (found->begin)
        rows_.begin(*found->begin);
    for (const auto& one : found->rows)
        rows_.add(one);
    batches_.erase(found);
    return true;
}

std::string receipt::next_token()
{
    return "rows-" + std::to_string(++pings_);
}

std::optional<base::time_point> receipt::deadline() const
{
    if (unasked_.empty() || !token_.empty())
        return std::nullopt;
    return due_.value_or(base::time_point());
}

} // namespace bridge
