#include "server/directory.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto refresh_interval = std::chrono::minutes(10);
constexpr auto ask_again_after = std::chrono::minutes(1); // also where the directory could not be read
constexpr std::size_t most_asked = 10'000;                // people without a name who are remembered

} // namespace

void directory::seen(const directus::item& row)
{
    key_kind_ = row.id.is_integer() ? bridge::key_kind::integer : bridge::key_kind::uuid;
}

asio::awaitable<void> directory::refresh(base::secret token)
{
    const auto now = base::steady_now();
    if (refresh_at_ && now < *refresh_at_)
        co_return;
    refresh_at_ = now + ask_again_after; // whoever logs in meanwhile does not ask, too
    const auto limit = shared_.settings.members_limit;
    const auto people = co_await shared_.rest.people(token, limit + 1);
    const auto wall = base::wall_now();
    if (people) {
        refresh_at_ = now + refresh_interval;
        for (const auto& person : *people) {
            shared_.room.learned(person, wall);
            if (people->size() <= limit)
                shared_.room.list(shared_.room.people().ensure(person.id), wall);
        }
    } else {
        base::log::debug("directory_unreadable", {{"reason", people.error().message()}});
    }
    const auto rows = co_await shared_.rest.latest(token, std::max<std::size_t>(shared_.settings.history, 1));
    if (!rows)
        co_return;
    co_await learn_authors(token, *rows);
    for (const auto& row : *rows)
        if (!row.author.empty())
            shared_.room.list(shared_.room.people().ensure(row.author), wall);
}

asio::awaitable<void> directory::learn_authors(base::secret token, std::vector<directus::item> rows)
{
    const auto now = base::steady_now();
    if (asked_.size() > most_asked)
        std::erase_if(asked_, [&](const auto& entry) { return now >= entry.second + ask_again_after; });
    std::vector<directus::user_id> unknown;
    for (const auto& row : rows) {
        seen(row);
        if (row.author.empty() || shared_.room.people().knows_name(row.author))
            continue;
        auto& asked = asked_[row.author];
        if (asked != base::time_point() && now < asked + ask_again_after)
            continue;
        asked = now;
        unknown.push_back(row.author);
    }
    if (unknown.empty())
        co_return;
    const auto people = co_await shared_.rest.people(token, std::move(unknown));
    if (!people)
        co_return;
    for (const auto& person : *people) {
        asked_.erase(person.id);
        shared_.room.learned(person, base::wall_now());
    }
}

} // namespace server
