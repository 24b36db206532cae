// Directus's REST API for this process: requests of directus/rest sent over net/http_client, answers as
// values.
#pragma once

#include "base/clock.hpp"
#include "base/errc.hpp"
#include "directus/caller.hpp"
#include "directus/read_marker.hpp"
#include "directus/rest.hpp"
#include "directus/types.hpp"
#include "directus/upload.hpp"
#include "net/http_client.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <span>
#include <vector>

namespace server {

template <class T>
using async_result = boost::asio::awaitable<base::result<T>>;

class rest_client {
public:
    rest_client(net::http_client& http, directus::schema shape, base::duration limit)
        : http_(http)
        , shape_(std::move(shape))
        , limit_(limit)
    {
    }

    async_result<directus::tokens> login(std::string email, base::secret password, std::string otp,
                                         directus::caller from);
    async_result<directus::tokens> refresh(base::secret refresh_token);
    boost::asio::awaitable<void> logout(base::secret refresh_token);
    // What the token's owner may see of himself: at least the id.
    async_result<directus::person> me(base::secret token);
    async_result<directus::rights> my_permissions(base::secret token);
    async_result<directus::rest::globals> my_globals(base::secret token);
    async_result<std::vector<directus::person>> people(base::secret token, std::size_t limit);
    async_result<std::vector<directus::person>> people(base::secret token,
                                                       std::vector<directus::user_id> ids);
    // Rows, with what their reader may read of their files. Oldest first.
    async_result<std::vector<directus::item>> latest(base::secret token, std::size_t limit);
    // Rows dated `from` or later, oldest first: of more than `most`, or of many megabytes, the newest.
    async_result<std::vector<directus::item>> since(base::secret token, base::wall_time from,
                                                    std::size_t most, directus::files which);
    // A page may be short where its rows are large; an empty one is the end.
    async_result<std::vector<directus::item>> page(base::secret token, directus::rest::page of,
                                                   directus::files which);
    // Those of these rows that are there, in no order.
    async_result<std::vector<directus::item>> items(base::secret token, std::vector<directus::item_id> ids,
                                                    directus::files which = directus::files::none);

    // All of them or none.
    async_result<std::vector<directus::item>> create(base::secret token, std::vector<directus::draft> rows);
    async_result<void> update(base::secret token, directus::item_id id, std::string content);
    async_result<void> remove(base::secret token, directus::item_id id);
    // Within seconds. Empty where there is none.
    async_result<std::optional<directus::read_marker::stored>> find_marker(base::secret token,
                                                                           directus::read_marker::place of);
    // In this row, or else in a new one.
    async_result<void> keep_marker(base::secret token, directus::read_marker::place of,
                                   std::optional<directus::item_id> row, base::wall_time until);

    // Reactions, oldest first: to these rows, the token's owner's own, those since a date (of more than
    // `most`, the newest), and in no order those of these keys that are there.
    async_result<std::vector<directus::reaction>> reactions_to(base::secret token,
                                                               std::vector<directus::item_id> rows);
    async_result<std::vector<directus::reaction>> own_reactions(base::secret token, directus::item_id row,
                                                                std::string emoji);
    async_result<std::vector<directus::reaction>> reactions_since(base::secret token, base::wall_time from,
                                                                  std::size_t most);
    async_result<std::vector<directus::reaction>> reactions(base::secret token,
                                                            std::vector<directus::item_id> keys);
    async_result<directus::reaction> react(base::secret token, directus::item_id row, std::string emoji);
    async_result<void> unreact(base::secret token, directus::item_id key);

    // Within minutes; the file's id, empty where its owner may not read it.
    async_result<std::optional<std::string>> upload(base::secret token, directus::upload::content what,
                                                    std::string folder);

    // Whether Directus answers, within seconds.
    async_result<void> ping();

    // Directus's clock, as its last answer told it; ours before the first.
    base::wall_time directus_now() const
    {
        return base::wall_now() + offset_.value_or(base::duration::zero());
    }

private:
    boost::asio::awaitable<base::result<directus::rest::response>> send(directus::rest::request request,
                                                                        base::duration limit);
    boost::asio::awaitable<base::result<directus::rest::response>> send(directus::rest::request request);
    async_result<std::vector<directus::reaction>> ask_reactions(directus::rest::request what);
    directus::schema shape_with(directus::files which) const;
    void log_failure();

    net::http_client& http_;
    directus::schema shape_;
    base::duration limit_;
    std::optional<base::duration> offset_; // of Directus's clock from ours
    std::string failure_;                  // as the log has it
    // Rows of one answer: fewer where they are so large that it would be over the limit.
    static constexpr std::size_t most_at_once = 250;
    std::size_t at_once_ = most_at_once;
};

} // namespace server
