#include "server/people/authors.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace server {

namespace {

constexpr base::duration silent_for = std::chrono::minutes(10);
constexpr std::size_t most_stored = 5'000; // rows

} // namespace

std::string authors::silence(const directus::rights& rights, const directus::schema& shape,
                             base::time_point now) const
{
    if (rights.create == directus::access::none)
        return {};
    if (shape.author_as == directus::author_kind::named)
        return rights.write_author
                   ? std::string()
                   : fmt::format(
                         "the field {} of {} holds the authors' names, and you may not write it: ask an "
                         "administrator to permit that",
                         shape.author, shape.collection);
    const auto& until = missing_until_[rights.write_author ? 1 : 0];
    if (!until || *until <= now)
        return {};
    return fmt::format("the field {} of {} is not filled in by Directus: ask an administrator to give it the "
                       "special User Created{}",
                       shape.author, shape.collection,
                       rights.write_author ? "" : ", or to let people write it");
}

bool authors::missing(bool is_written, base::time_point now)
{
    auto& until = missing_until_[is_written ? 1 : 0];
    const bool is_news = !until || *until <= now;
    until = now + silent_for;
    return is_news;
}

bool authors::try_forget(base::time_point now)
{
    const auto is_over = [&](const auto& until) { return !until || *until <= now; };
    const bool any = std::ranges::any_of(missing_until_, [](const auto& until) { return until.has_value(); });
    if (!any || !std::ranges::all_of(missing_until_, is_over))
        return false;
    missing_until_ = {};
    return true;
}

void authors::stored(const directus::item& row)
{
    if (!stored_.emplace(row.id, row.author).second)
        return;
    order_.push_back(row.id);
    if (order_.size() <= most_stored)
        return;
    stored_.erase(order_.front());
    order_.pop_front();
}

directus::user_id authors::author_of(const directus::item_id& id) const
{
    const auto found = stored_.find(id);
    return found == stored_.end() ? directus::user_id() : found->second;
}

} // namespace server
