#include "server/people/directory.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto refresh_interval = std::chrono::minutes(10);
constexpr auto ask_again_after = std::chrono::minutes(1); // also where the directory could not be read
constexpr std::size_t most_asked = 10'000;                // people without a name who are remembered

// Then it is not for a while: whoever logs in meanwhile does not ask, too.
bool is_due(std::optional<base::time_point>& when)
{
    const auto now = base::steady_now();
    if (when && now < *when)
        return false;
    when = now + ask_again_after;
    return true;
}

} // namespace

// A column of integers can hold no UUID; one of text can hold both.
void directory::seen(const directus::item& row)
{
    using bridge::key_kind;
    if (key_kind_ == key_kind::unknown)
        key_kind_ = row.id.is_integer() ? key_kind::integer : key_kind::uuid;
    else if (!is_told_ && row.id.is_uuid())
        key_kind_ = key_kind::uuid;
}

void directory::keys_are(bridge::key_kind kind)
{
    key_kind_ = kind;
    is_told_ = true;
}

asio::awaitable<void> directory::refresh(base::secret token, bool reads_people)
{
    if (reads_people && is_due(people_due_))
        co_await read_people(token);
    if (is_due(authors_due_))
        co_await read_authors(std::move(token));
}

asio::awaitable<void> directory::read_people(base::secret token)
{
    const auto limit = shared_.settings.room.members_limit;
    const auto people = co_await shared_.rest.people().list(std::move(token), limit + 1);
    if (!people) {
        base::log::debug("directory_unreadable", {{"reason", people.error().message()}});
        co_return;
    }
    people_due_ = base::steady_now() + refresh_interval;
    const auto wall = base::wall_now();
    for (const auto& person : *people) {
        shared_.room.present().learned(person, wall);
        if (people->size() <= limit)
            shared_.room.present().list_known(shared_.room.people().ensure(person.id), wall);
    }
}

asio::awaitable<void> directory::read_authors(base::secret token)
{
    const auto rows =
        co_await shared_.rest.rows().latest(token, std::max<std::size_t>(shared_.settings.room.history, 1));
    if (!rows)
        co_return;
    authors_due_ = base::steady_now() + refresh_interval;
    co_await learn_authors(std::move(token), *rows);
    const auto wall = base::wall_now();
    for (const auto& row : *rows)
        if (!row.author.empty())
            shared_.room.present().list(shared_.room.people().ensure(row.author), wall);
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
    const auto people = co_await shared_.rest.people().find(token, std::move(unknown));
    if (!people)
        co_return;
    for (const auto& person : *people) {
        asked_.erase(person.id);
        shared_.room.present().learned(person, base::wall_now());
    }
}

} // namespace server
