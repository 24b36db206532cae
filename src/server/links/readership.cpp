#include "server/links/readership.hpp"

#include "server/links/upstream.hpp"

#include <algorithm>

namespace server {

namespace {

template <class Predicate>
upstream* first_of(const std::vector<upstream*>& members, Predicate fits)
{
    const auto found = std::ranges::find_if(members, [&](const upstream* member) { return fits(*member); });
    return found == members.end() ? nullptr : *found;
}

} // namespace

void readership::add(upstream& member)
{
    members_.push_back(&member);
    users_.insert(member.user());
}

bool readership::remove(upstream& member)
{
    if (std::erase(members_, &member) == 0)
        return false;
    users_.erase(member.user());
    if (preferred_ == &member)
        preferred_ = nullptr;
    return true;
}

void readership::put_last(upstream& member)
{
    std::erase(members_, &member);
    members_.push_back(&member);
}

upstream* readership::live_one(bool may_prefer) const
{
    const auto is_live = [](const upstream& member) { return member.is_live(); };
    const auto is_preferred = [&](const upstream& member) {
        return &member == preferred_ && is_live(member);
    };
    auto* chosen = may_prefer ? first_of(members_, is_preferred) : nullptr;
    return chosen ? chosen : first_of(members_, is_live);
}

upstream* readership::polling_one(bool is_given_up) const
{
    return first_of(members_, [&](const upstream& member) {
        return is_given_up ? member.can_store() : member.is_over_rest();
    });
}

bool readership::any_can_store() const
{
    return std::ranges::any_of(members_, [](const auto* member) { return member->can_store(); });
}

void readership::proceed() const
{
    for (auto* member : members_)
        member->lines().proceed();
}

base::secret readership::token_of_another(const upstream& member) const
{
    const auto* other = first_of(members_, [&](const upstream& candidate) { return &candidate != &member; });
    return other ? other->access_token() : member.access_token();
}

} // namespace server
