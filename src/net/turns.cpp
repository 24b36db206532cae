#include "net/turns.hpp"

#include <algorithm>
#include <iterator>

namespace net {

turns::turns(std::size_t places, std::size_t kept)
    : places_(places)
    , open_(places - std::min(places, kept))
{
}

bool turns::has_place(bool urgent) const
{
    return taken_ < places_ && (urgent || ordinary_ < open_);
}

bool turns::try_take(bool urgent)
{
    if (!has_place(urgent))
        return false;
    ++taken_;
    if (!urgent)
        ++ordinary_;
    return true;
}

turns::ticket turns::wait(bool urgent, user of)
{
    const auto who = ticket(next_ticket_++);
    if (urgent) {
        urgent_.push_back(who);
        return who;
    }
    auto at = std::find_if(lines_.begin(), lines_.end(), [&](const line& one) { return one.of == of; });
    if (at == lines_.end())
        at = lines_.insert(lines_.end(), line{of, {}});
    at->waiting.push_back(who);
    return who;
}

void turns::leave(ticket who)
{
    std::erase(urgent_, who);
    for (auto& one : lines_)
        std::erase(one.waiting, who);
    std::erase_if(lines_, [](const line& one) { return one.waiting.empty(); });
}

std::optional<turns::ticket> turns::given_back(bool urgent)
{
    --taken_;
    if (!urgent)
        --ordinary_;
    if (!urgent_.empty() && try_take(true)) {
        const auto who = urgent_.front();
        urgent_.pop_front();
        return who;
    }
    if (lines_.empty() || !try_take(false))
        return std::nullopt;
    auto& first = lines_.front().waiting;
    const auto who = first.front();
    first.pop_front();
    if (first.empty())
        lines_.pop_front();
    else
        lines_.splice(lines_.end(), lines_, lines_.begin());
    return who;
}

} // namespace net
