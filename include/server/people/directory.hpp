// Where people's names come from: Directus's users, as far as somebody's token may read them.
#pragma once

#include "server/context.hpp"
#include "server/people/reading_schedule.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace server {

class directory {
public:
    explicit directory(context& shared)
        : shared_(shared)
    {
    }

    // At a login: everyone and the recent authors are put on the channel, where that is due again. Everyone
    // is read by somebody who may read of everyone, and shown to those who may.
    boost::asio::awaitable<void> refresh(base::secret token, bool reads_people);
    // The same of everyone alone. Pre: the token's owner may read of everyone.
    boost::asio::awaitable<void> refresh_people(base::secret token);
    // When that is due again (directus.people).
    base::time_point people_due() const;
    // Events about users may have been missed until now.
    void missed_some() { reading_.missed(base::steady_now()); }
    // What an event says of users who were created or changed: newer than what is being read meanwhile. One
    // who was not known is listed where the directory is.
    void heard(const std::vector<directus::person>& people);
    // A user as they were told of themselves at a login, before `known`. `address`: what they logged in with;
    // empty: a token.
    void logged_in(directus::person person, std::string_view address, base::time_point known);
    // Before these rows are shown: authors of whom only the id is known are looked up. Those whose names
    // cannot be had go by their id, and are not asked for again for a while.
    boost::asio::awaitable<void> learn_authors(base::secret token, std::vector<directus::item> rows);

    // Whether the collection's keys are UUIDs or integers: as Directus says, else as the first row shows.
    // Keys of other forms, which may stand beside them in a column of text, change nothing.
    bridge::key_kind key_kind() const { return key_kind_; }
    void seen(const directus::item& row);
    void keys_are(bridge::key_kind kind);

private:
    boost::asio::awaitable<void> read_people(base::secret token);
    boost::asio::awaitable<void> read_authors(base::secret token);
    // As Directus told when it was asked then: names of a later event stay in force.
    void learn(directus::person person, base::time_point asked);

    context& shared_;
    reading_schedule reading_; // of everyone
    std::size_t places_ = 0;   // so many more users may be listed; none where the directory is too large
    std::unordered_map<directus::user_id, base::time_point> heard_; // and when, since the last reading
    std::optional<base::time_point> authors_due_;
    std::unordered_map<directus::user_id, base::time_point> asked_;
    bridge::key_kind key_kind_ = bridge::key_kind::unknown;
    bool is_told_ = false; // the kind, by Directus
};

} // namespace server
