#include "bridge/rows/change_limit.hpp"

#include <fmt/format.h>

#include <utility>

namespace bridge {

namespace {

constexpr base::duration second(1000);

std::string counted(std::size_t count)
{
    return count == 1 ? "1 more message was" : fmt::format("{} more messages were", count);
}

} // namespace

bool change_limit::passes(const change& what, base::time_point now)
{
    if (std::holds_alternative<said>(what))
        return true;
    if (!deadline() && now >= began_ + second) {
        began_ = now;
        shown_ = 0;
    }
    if (!deadline() && shown_ < a_second) {
        ++shown_;
        return true;
    }
    ++(std::holds_alternative<edited>(what) ? edited_ : removed_);
    return false;
}

std::string change_limit::fired(base::time_point now)
{
    if (!deadline() || now < *deadline())
        return {};
    const auto edits = std::exchange(edited_, 0);
    const auto removals = std::exchange(removed_, 0);
    if (removals == 0)
        return counted(edits) + " edited";
    if (edits == 0)
        return counted(removals) + " deleted";
    return fmt::format("{} edited, {} deleted", counted(edits), removals);
}

std::optional<base::time_point> change_limit::deadline() const
{
    if (edited_ + removed_ == 0)
        return std::nullopt;
    return began_ + second;
}

} // namespace bridge
