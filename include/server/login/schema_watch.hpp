// The collection's schema, found in Directus at the first login, and whether those who log in may read its
// fields: what stands in their way is part of their rights, so that nobody speaks who could not read it.
#pragma once

#include "bridge/sending/send_queue.hpp"
#include "directus/schema_search.hpp"
#include "net/task_group.hpp"
#include "server/context.hpp"
#include "server/login/readable_fields.hpp"
#include "server/login/spare_fields.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace server {

// The names that the operator has set.
directus::fixed_names fixed_in(const config& settings);

class schema_watch {
public:
    // Called when another schema is in force. `unknown` where the keys' type was not told.
    using adopted = std::function<void(bridge::key_kind)>;

    schema_watch(context& shared, adopted on_adopted);

    enum class occasion { login, recheck };
    // What somebody may do, as Directus and the schema say. A failure that may pass is an error.
    async_result<directus::rights> rights_of(directus::user_id user, base::secret token, occasion when);
    // A subscription of somebody with these rights was refused: their fields are read again.
    void distrust(const directus::user_id& user, const directus::rights& with);

    // What they may not read concerns nobody any more.
    void left(const directus::user_id& user);

    boost::asio::awaitable<void> stop();

private:
    struct attempt {
        explicit attempt(const boost::asio::any_io_executor& executor)
            : done(executor, boost::asio::steady_timer::time_point::max())
        {
        }
        boost::asio::steady_timer done;
        bool ended = false;
        directus::schema_search::result result{};
        base::error_code failure{}; // Directus did not answer
    };

    bool is_found(const directus::user_id& user, occasion when) const;
    async_result<directus::schema_search::result> find(directus::user_id user, base::secret token,
                                                       occasion when);
    boost::asio::awaitable<void> ask(std::shared_ptr<attempt> one, base::secret token);
    void take(const directus::schema_search::result& what, bool is_service);
    boost::asio::awaitable<base::error_code> check_fields(directus::user_id user, base::secret token,
                                                          directus::rights& of);
    boost::asio::awaitable<std::string> unreadable_field(base::secret token, const directus::rights& of);
    bool sees_more(const directus::rights& of) const;
    boost::asio::awaitable<bool> look_for_more(base::secret token);
    bool ask_for_spare();

    context& shared_;
    adopted adopted_;
    directus::schema_search search_;
    bool settled_;                               // nothing is looked for any more
    std::optional<directus::schema> found_;      // in force, until a better one is found
    std::shared_ptr<attempt> under_way_;         // one at a time
    std::optional<base::time_point> try_again_;  // where Directus does not tell of its collections
    base::error_code not_answered_;              // why nobody is let in until then; none: they are
    std::optional<base::time_point> away_since_; // without an answer about the document
    std::string last_reason_;                    // of the log
    readable_fields readable_;
    std::set<std::string> searched_; // fields that those could read with whose permissions was searched
    spare_fields spare_;
    net::task_group tasks_;
};

} // namespace server
