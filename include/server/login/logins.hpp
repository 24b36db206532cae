// Logging in to Directus on behalf of clients, within what directus::login_guard permits: one attempt per
// account at a time, its result shared, few at once. Whoever was refused often waits first. Tells the
// operator when Directus fails at logins.
#pragma once

#include "base/errc.hpp"
#include "directus/caller.hpp"
#include "directus/login_guard.hpp"
#include "directus/types.hpp"
#include "irc/credentials.hpp"
#include "net/alarm.hpp"
#include "net/task_group.hpp"
#include "server/login/login_throttle.hpp"
#include "server/login/schema_watch.hpp"
#include "server/operations/findings.hpp"
#include "server/operations/metrics.hpp"
#include "server/rest/rest_client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace server {

// Somebody whom Directus has let in.
struct admission {
    directus::person person;
    directus::rights rights;
    base::time_point rights_asked; // when Directus was asked for them
    directus::tokens tokens;
    directus::caller from;
    std::string address{}; // that they logged in with; empty: a token
};

class logins {
public:
    // Called once per successful login, before anyone waiting for it goes on.
    using admit = std::function<boost::asio::awaitable<void>(admission)>;

    // Counts logins in `measured` and keeps the findings "licence" and "logins" in `checks`.
    struct observers {
        findings& checks;
        metrics& measured;
    };

    logins(boost::asio::any_io_executor executor, rest_client& rest, schema_watch& schemas,
           directus::login_guard::settings with, admit on_success, observers watched_by);

    // Who the credentials belong to. Waits its turn; ends when Directus has answered. Of those who share a
    // login, Directus is told the one who was first.
    boost::asio::awaitable<base::result<directus::user_id>> log_in(irc::credentials with,
                                                                   directus::caller from);

    boost::asio::awaitable<void> stop();

private:
    using outcome = base::result<directus::user_id>;
    struct waiter {
        irc::credentials with;
        directus::caller from;
        boost::asio::steady_timer done;
        std::optional<outcome> result{};
        bool attempting = false;
    };

    boost::asio::awaitable<void> wait(const irc::credentials& with, const directus::caller& from);
    boost::asio::awaitable<outcome> ask(irc::credentials with, directus::caller from);
    boost::asio::awaitable<outcome> attempt(irc::credentials with, directus::caller from,
                                            bool& password_accepted);
    boost::asio::awaitable<outcome> enter(directus::tokens tokens, directus::caller from,
                                          std::string address = {});
    boost::asio::awaitable<void> run(directus::login_guard::ticket who, std::shared_ptr<waiter> asker);
    void count(const directus::caller& from, const base::error_code& end); // of a login that was sent
    void perform(directus::login_guard::actions& actions);
    void fails(const directus::login_guard::outage_began& what);
    void works(bool proven);
    void rang();
    void finish(directus::login_guard::ticket who, outcome result);
    void left(directus::login_guard::ticket who, const waiter& asker);

    boost::asio::any_io_executor executor_;
    rest_client& rest_;
    schema_watch& schemas_;
    directus::login_guard guard_;
    login_throttle throttle_{login_throttle::settings()};
    admit admit_;
    observers watched_by_;
    net::alarm alarm_;         // of the guard
    base::error_code failing_; // why logins fail, as the log has it
    std::map<directus::login_guard::ticket, std::shared_ptr<waiter>> waiting_;
    net::task_group tasks_;
};

} // namespace server
