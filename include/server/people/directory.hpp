// Where people's names come from: Directus's users, as far as somebody's token may read them.
#pragma once

#include "server/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
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

    context& shared_;
    std::optional<base::time_point> people_due_;
    std::optional<base::time_point> authors_due_;
    std::unordered_map<directus::user_id, base::time_point> asked_;
    bridge::key_kind key_kind_ = bridge::key_kind::unknown;
    bool is_told_ = false; // the kind, by Directus
};

} // namespace server
