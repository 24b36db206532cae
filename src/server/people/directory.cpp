#include "server/people/directory.hpp"

#include "base/log.hpp"

#include <boost/asio.hpp>

#include <algorithm>

namespace server {

namespace asio = boost::asio;

namespace {

constexpr auto authors_interval = std::chrono::minutes(10);
constexpr auto ask_again_after = std::chrono::minutes(1); // also where the rows could not be read
constexpr std::size_t most_asked = 10'000;                // people without a name who are remembered

// Returns true where it is due, and then false for a while: who logs in meanwhile does not ask, too.
bool claim(std::optional<base::time_point>& when)
{
    const auto now = base::steady_now();
    if (when && now < *when)
        return false;
    when = now + ask_again_after;
    return true;
}

std::string local_part(std::string_view address)
{
    const auto at = address.rfind('@');
    return std::string(at == std::string_view::npos ? std::string_view() : address.substr(0, at));
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
    if (reads_people)
        co_await refresh_people(token);
    if (claim(authors_due_))
        co_await read_authors(std::move(token));
}

asio::awaitable<void> directory::refresh_people(base::secret token)
{
    if (people_due() <= base::steady_now())
        co_await read_people(std::move(token));
}

base::time_point directory::people_due() const
{
    return reading_.deadline(shared_.settings.people).value_or(base::steady_now());
}

asio::awaitable<void> directory::read_people(base::secret token)
{
    const auto asked = base::steady_now();
    reading_.started(asked);
    const auto limit = shared_.settings.room.members_limit;
    const auto people = co_await shared_.rest.people().list(std::move(token), limit + 1);
    if (!people) {
        base::log::debug("directory_unreadable", {{"reason", people.error().message()}});
        co_return;
    }
    reading_.answered();
    const auto wall = base::wall_now();
    places_ = limit - std::min(people->size(), limit);
    for (const auto& person : *people) {
        learn(person, asked);
        if (people->size() <= limit)
            shared_.room.present().list_known(shared_.room.people().ensure(person.id), wall);
    }
    std::erase_if(heard_, [&](const auto& entry) { return entry.second < asked; });
}

void directory::learn(directus::person person, base::time_point asked)
{
    if (const auto event = heard_.find(person.id); event != heard_.end() && event->second >= asked) {
        person.first_name.clear();
        person.last_name.clear();
    }
    shared_.room.present().learned(person, base::wall_now());
}

void directory::heard(const std::vector<directus::person>& people)
{
    const auto wall = base::wall_now();
    auto& room = shared_.room;
    for (const auto& person : people) {
        heard_[person.id] = base::steady_now();
        const bool is_new = !room.people().find(person.id);
        room.present().learned(person, wall);
        if (!is_new || places_ == 0)
            continue;
        --places_;
        room.present().list_known(room.people().ensure(person.id), wall);
    }
}

void directory::logged_in(directus::person person, std::string_view address, base::time_point known)
{
    const auto& settings = shared_.settings;
    if (person.hides_name && settings.nick_from_address && !settings.room.names_by_permission)
        person.address_name = local_part(address);
    learn(std::move(person), known);
}

asio::awaitable<void> directory::read_authors(base::secret token)
{
    const auto rows =
        co_await shared_.rest.rows().latest(token, std::max<std::size_t>(shared_.settings.room.history, 1));
    if (!rows)
        co_return;
    authors_due_ = base::steady_now() + authors_interval;
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
        learn(person, now);
    }
}

} // namespace server
